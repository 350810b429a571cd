package naru.app.config.read;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import naru.base.IpRange;

/**
 * What the data of each record type looks like. Enough to catch a slip at its line; the name server
 * parses the data itself.
 */
final class RecordForms {
  private static final String NAME = "[A-Za-z0-9_*@][A-Za-z0-9_.-]{0,253}";
  private static final String NUMBER = "[0-9]{1,10}";

  private record Form(String example, Predicate<String> accepts) {
    static Form of(String example, String pattern) {
      return new Form(example, data -> data.matches(pattern));
    }
  }

  private static final Map<String, Form> FORMS = forms();

  private RecordForms() {}

  private static Map<String, Form> forms() {
    Map<String, Form> forms = new LinkedHashMap<>();
    forms.put("A", new Form("127.0.0.1", d -> isAddress(d, Inet4Address.class)));
    forms.put("AAAA", new Form("::1", d -> isAddress(d, Inet6Address.class)));
    forms.put("CNAME", Form.of("shop", NAME));
    forms.put("NS", Form.of("ns1", NAME));
    forms.put("PTR", Form.of("shop", NAME));
    forms.put("MX", Form.of("10 mail", "[0-9]{1,5} +(" + NAME + "|\\.)"));
    forms.put("TXT", Form.of("\"some text\"", "(?s).{1,4096}"));
    forms.put("SRV", Form.of("0 5 443 shop", "([0-9]{1,5} +){3}(" + NAME + "|\\.)"));
    forms.put("CAA", Form.of("0 issue \"naru.test\"", "[0-9]{1,3} +[A-Za-z0-9]+ +.+"));
    forms.put(
        "SOA",
        Form.of("ns1 admin 1 3600 600 86400 60", NAME + " +" + NAME + "( +" + NUMBER + "){5}"));
    return forms;
  }

  private static boolean isAddress(String data, Class<?> family) {
    return Optional.of(data)
        .filter(IpRange::isLiteral)
        .filter(d -> family.isInstance(IpRange.literal(d)))
        .isPresent();
  }

  static List<String> types() {
    return List.copyOf(FORMS.keySet());
  }

  /** An example of the data of a known type. */
  static String form(String type) {
    return ofType(type).example();
  }

  static boolean accepts(String type, String data) {
    return ofType(type).accepts().test(data);
  }

  private static Form ofType(String type) {
    return Optional.ofNullable(FORMS.get(type))
        .orElseThrow(() -> new IllegalArgumentException("unknown type " + type));
  }
}
