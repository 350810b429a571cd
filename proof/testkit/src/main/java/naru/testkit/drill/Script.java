package naru.testkit.drill;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One dialogue: what it shows, the settings it needs, and its steps in order.
 *
 * @param name the file's name without its ending
 * @param clauses the rules that it holds the subject to
 * @param notes by subject ("linux", "naru"): where the subject is known to behave otherwise
 * @param settings what stood in lines like {@code --mtu=1280}
 */
public record Script(
    String name,
    List<Clause> clauses,
    Map<String, Note> notes,
    Map<String, String> settings,
    List<Step> steps) {

  /**
   * A rule of an RFC.
   *
   * @param rfc its number
   * @param section as "3.10.7.4"
   * @param text the rule in our own words
   */
  public record Clause(int rfc, String section, String text) {
    @Override
    public String toString() {
      return "RFC " + rfc + " s. " + section;
    }
  }

  /** What to expect of a subject that does not do as the script says. */
  public record Note(Kind kind, String reason) {
    /** DIFFERS: the script is known to fail there; SKIPPED: it cannot be played there. */
    public enum Kind {
      DIFFERS,
      SKIPPED
    }
  }

  /** The setting, or what it is if nothing is said. */
  public String setting(String name, String otherwise) {
    return settings.getOrDefault(name, otherwise);
  }

  /** A setting that is a number. */
  public int setting(String name, int otherwise) {
    return Integer.parseInt(setting(name, Integer.toString(otherwise)));
  }

  /** The hosts: of IPv6 if the script says {@code --ip_version=ipv6}. */
  public Addresses addresses() {
    return setting("ip_version", "ipv4").equals("ipv6") ? Addresses.V6 : Addresses.V4;
  }

  /** The note about a subject, if there is one. */
  public Optional<Note> note(String subject) {
    return Optional.ofNullable(notes.get(subject));
  }
}
