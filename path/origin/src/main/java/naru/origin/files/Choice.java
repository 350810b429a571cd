package naru.origin.files;

import java.util.ArrayList;
import java.util.List;
import naru.origin.core.Preference;
import naru.trace.OriginEvent.Sibling;

/**
 * Which form of a file is sent to who takes certain codings.
 *
 * @param coding empty for the file itself
 * @param siblings what stands beside the file, and what becomes of it
 */
record Choice(String coding, List<Sibling> siblings) {
  /** The file itself, beside which nothing stands. */
  static final Choice PLAIN = new Choice("", List.of());

  /**
   * Decides.
   *
   * @param accepted Accept-Encoding; empty if there is none, which takes no coding
   */
  static Choice of(String accepted, Resource resource) {
    if (!resource.hasSiblings()) {
      return PLAIN;
    }
    Preference wanted = Preference.parse(accepted);
    String coding = wanted.coding(List.copyOf(resource.coded().keySet())).orElse("");
    List<Sibling> all = new ArrayList<>();
    for (String name : resource.coded().keySet()) {
      all.add(sibling(resource, name, verdict(name, coding, wanted)));
    }
    resource.older().forEach(name -> all.add(sibling(resource, name, Sibling.OLDER)));
    return new Choice(coding, List.copyOf(all));
  }

  private static String verdict(String name, String coding, Preference wanted) {
    if (name.equals(coding)) {
      return Sibling.SENT;
    }
    return wanted.coding(List.of(name)).isPresent() ? Sibling.PASSED_OVER : Sibling.NOT_ACCEPTED;
  }

  private static Sibling sibling(Resource resource, String name, String verdict) {
    String file = resource.path() + Precompressed.SUFFIXES.get(name);
    return new Sibling(file.substring(file.lastIndexOf('/') + 1), verdict);
  }
}
