package naru.gateway.change.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Fields that are set (in place of all with that name), added, or removed; in this order: removed,
 * set, added.
 */
public record HeaderChange(List<Line> set, List<Line> add, List<String> remove) {
  /** Nothing is changed. */
  public static final HeaderChange NONE = new HeaderChange(List.of(), List.of(), List.of());

  /** Fields that frame messages or belong to one connection: they are Naru's own. */
  public static final Set<String> UNTOUCHABLE =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "traceparent",
          "upgrade");

  /** A field; its name is not case-sensitive. */
  public record Line(String name, Template value) {
    public Line {
      Changes.require(mayChange(name), "the field " + name + " cannot be changed");
    }

    /** A field with a text as its value. */
    public static Line of(String name, String value) {
      return new Line(name, Template.parse(value));
    }
  }

  public HeaderChange {
    set = List.copyOf(set);
    add = List.copyOf(add);
    remove = List.copyOf(remove);
    remove.forEach(
        name -> Changes.require(mayChange(name), "the field " + name + " cannot be changed"));
  }

  /** Whether a route may touch this field. */
  public static boolean mayChange(String name) {
    return !UNTOUCHABLE.contains(name.toLowerCase(Locale.ROOT));
  }

  /** This over what holds in general: a name that this speaks of is this one's alone. */
  public HeaderChange over(HeaderChange general) {
    if (general.equals(NONE)) {
      return this;
    }
    return new HeaderChange(
        Stream.concat(general.set.stream().filter(l -> !names(l.name())), set.stream()).toList(),
        Stream.concat(general.add.stream().filter(l -> !names(l.name())), add.stream()).toList(),
        Stream.concat(general.remove.stream().filter(n -> !names(n)), remove.stream()).toList());
  }

  private boolean names(String name) {
    return remove.stream().anyMatch(name::equalsIgnoreCase)
        || Stream.concat(set.stream(), add.stream()).anyMatch(l -> l.name().equalsIgnoreCase(name));
  }

  /** Whether a field holds what a client proved by a certificate. */
  public boolean tellsCertificate() {
    return Stream.concat(set.stream(), add.stream()).anyMatch(l -> l.value().tellsCertificate());
  }
}
