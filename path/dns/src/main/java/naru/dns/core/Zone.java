package naru.dns.core;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import naru.base.Place;
import naru.wire.dns.Name;
import naru.wire.dns.Rdata;
import naru.wire.dns.Type;

/**
 * A part of the name space that we are in charge of: names and their records, immutable.
 *
 * <p>A node without records is an empty non-terminal: the name exists because a name below it does
 * (RFC 4592 section 2.2.2).
 */
public final class Zone {
  /** TTL of records that name none, in seconds. */
  public static final long DEFAULT_TTL_SECONDS = 60;

  private final Name origin;
  private final Place place;
  private final Map<Name, Map<Type, RecordSet>> nodes;

  private Zone(Name origin, Place place, Map<Name, Map<Type, RecordSet>> nodes) {
    this.origin = origin;
    this.place = place;
    this.nodes = nodes;
  }

  /**
   * Begins a zone.
   *
   * @param origin its name, such as {@code naru.test}
   * @param place where the config names it
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static Builder builder(String origin, Place place) {
    return new Builder(Name.parse(origin).lower(), place);
  }

  /** The name at the top. */
  public Name origin() {
    return origin;
  }

  /** Where the config names it. */
  public Place place() {
    return place;
  }

  /** The SOA record, given or synthesised. */
  RecordSet soa() {
    RecordSet soa = at(origin).get(Type.SOA);
    if (soa == null) {
      throw new IllegalStateException("a zone always has its SOA");
    }
    return soa;
  }

  private Map<Type, RecordSet> at(Name name) {
    return nodes.getOrDefault(name, Map.of());
  }

  /** Looks for a name at or below the origin. */
  Finding find(Name name, Type type) {
    int top = origin.labels();
    int labels = name.labels();
    Name closest = origin;
    for (int n = top; n <= labels; n++) {
      Name here = name.ancestor(n);
      if (!nodes.containsKey(here)) {
        return fromWildcard(closest, name, type);
      }
      RecordSet servers = at(here).get(Type.NS);
      boolean parentSide = n == labels && type.equals(Type.DS);
      if (servers != null && n > top && !parentSide) {
        return new Finding.Referral(servers);
      }
      closest = here;
    }
    return inNode(at(name), name, type);
  }

  private Finding fromWildcard(Name closest, Name name, Type type) {
    Name star = closest.wildcard();
    return nodes.containsKey(star) ? inNode(at(star), name, type) : new Finding.NoName();
  }

  private static Finding inNode(Map<Type, RecordSet> node, Name name, Type type) {
    RecordSet set = node.get(type);
    if (set != null) {
      return new Finding.Found(set.at(name));
    }
    RecordSet cname = node.get(Type.CNAME);
    return cname == null ? new Finding.NoData() : new Finding.Alias(cname.at(name));
  }

  /** The addresses of a name, whatever zone cut it is under: glue (RFC 9471). */
  void addressesOf(Name name, Consumer<RecordSet> out) {
    for (Type type : new Type[] {Type.A, Type.AAAA}) {
      RecordSet set = at(name).get(type);
      if (set != null) {
        out.accept(set);
      }
    }
  }

  /** Collects records; each addition is checked against those before it. */
  public static final class Builder {
    private static final int MAX_RECORDS_IN_SET = 1000;

    private final Name origin;
    private final Place place;
    private final Map<Name, Map<Type, RecordSet>> nodes = new LinkedHashMap<>();

    private Builder(Name origin, Place place) {
      this.origin = origin;
      this.place = place;
    }

    /**
     * Adds a record in its short form: {@code add("shop", "A 127.0.0.1", place)}.
     *
     * @param name relative to the zone unless it ends with a dot; {@code @} is the zone, {@code *}
     *     any name that does not exist
     * @param record {@code [TTL] TYPE DATA}
     * @throws IllegalArgumentException with a sentence for the user
     */
    public Builder add(String name, String record, Place where) {
      Name owner = RecordText.owner(name, origin);
      RecordText text = RecordText.parse(record, origin);
      long ttl = text.ttlSeconds() < 0 ? DEFAULT_TTL_SECONDS : text.ttlSeconds();
      return add(owner, ttl, text.data(), where);
    }

    /**
     * Adds a record by its values.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public Builder add(Name owner, long ttlSeconds, Rdata data, Place where) {
      check(owner, data);
      Map<Type, RecordSet> node = nodes.computeIfAbsent(owner, n -> new HashMap<>());
      RecordSet one = RecordSet.of(owner, ttlSeconds, data, where);
      node.merge(data.type(), one, (set, more) -> set.with(ttlSeconds, data));
      return this;
    }

    private void check(Name owner, Rdata data) {
      if (!owner.isAtOrBelow(origin)) {
        throw new IllegalArgumentException("'" + owner + "' is not in the zone " + origin);
      }
      Map<Type, RecordSet> node = nodes.getOrDefault(owner, Map.of());
      boolean alias = data instanceof Rdata.Cname;
      if (alias && owner.equals(origin)) {
        throw new IllegalArgumentException("the top of a zone cannot be a CNAME");
      }
      if ((alias && !node.isEmpty()) || node.containsKey(Type.CNAME)) {
        throw new IllegalArgumentException(
            "'" + owner + "' has a CNAME, and beside it there can be no other record");
      }
      if (data instanceof Rdata.Cname c && c.target().equals(owner)) {
        throw new IllegalArgumentException("'" + owner + "' is a CNAME of itself");
      }
      if (data instanceof Rdata.Soa && (!owner.equals(origin) || node.containsKey(Type.SOA))) {
        throw new IllegalArgumentException("a zone has one SOA, at its top ('@')");
      }
      if (data instanceof Rdata.Ns && owner.isWildcard()) {
        throw new IllegalArgumentException("a wildcard cannot have NS records");
      }
      RecordSet set = node.get(data.type());
      if (set != null && set.data().contains(data)) {
        throw new IllegalArgumentException("'" + owner + "' has this record twice");
      }
      if (set != null && set.data().size() == MAX_RECORDS_IN_SET) {
        throw new IllegalArgumentException(
            "'" + owner + "' has more than " + MAX_RECORDS_IN_SET + " records of a type");
      }
    }

    /** The zone, with SOA and NS synthesised if none was given. */
    public Zone build() {
      Map<Type, RecordSet> top = nodes.computeIfAbsent(origin, n -> new HashMap<>());
      top.computeIfAbsent(Type.SOA, t -> defaultSoa());
      top.computeIfAbsent(
          Type.NS,
          t ->
              RecordSet.of(
                  origin, DEFAULT_TTL_SECONDS, new Rdata.Ns(Name.parse("localhost")), place));
      Map<Name, Map<Type, RecordSet>> all = new HashMap<>();
      nodes.forEach((name, sets) -> all.put(name, Map.copyOf(sets)));
      nodes.keySet().forEach(name -> addEmptyNonTerminals(name, all));
      return new Zone(origin, place, Map.copyOf(all));
    }

    private void addEmptyNonTerminals(Name name, Map<Name, Map<Type, RecordSet>> all) {
      for (Name up = name; !up.equals(origin); up = up.parent()) {
        all.putIfAbsent(up, Map.of());
      }
    }

    private RecordSet defaultSoa() {
      Rdata soa = new Rdata.Soa(Name.parse("localhost"), mailbox(), 1, 3600, 600, 86400, 60);
      return RecordSet.of(origin, DEFAULT_TTL_SECONDS, soa, place);
    }

    private Name mailbox() {
      Name user = Name.parse("hostmaster");
      boolean fits = user.wireLength() - 1 + origin.wireLength() <= Name.MAX_BYTES;
      return fits ? user.under(origin) : user;
    }
  }
}
