package naru.origin.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import naru.origin.core.Problem.Flaw;
import naru.origin.core.Reading;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads a product from JSON, and finds every flaw in one go. Unknown members are flaws. */
final class DraftReader {
  private static final Set<String> WRITABLE =
      Set.of("name", "description", "category", "price", "stock");
  private static final Set<String> SERVER_SET = Set.of("id", "created", "updated");

  private final List<Flaw> flaws = new ArrayList<>();

  private DraftReader() {}

  static Reading<ProductDraft> read(JsonNode json) {
    DraftReader reader = new DraftReader();
    ProductDraft draft = reader.draft(json);
    return reader.flaws.isEmpty() ? new Reading.Sound<>(draft) : new Reading.Flawed<>(reader.flaws);
  }

  private ProductDraft draft(JsonNode json) {
    if (!json.isObject()) {
      flaw("", "must be an object");
      return new ProductDraft("", "", "", "", 0, 0);
    }
    json.propertyNames().forEach(this::checkMember);
    JsonNode name = json.get("name");
    boolean named = name != null && name.isObject();
    if (named) {
      name.propertyNames().stream()
          .filter(member -> !member.equals("en") && !member.equals("ko"))
          .forEach(member -> flaw("/name/" + escaped(member), "is not known"));
    } else {
      flaw("/name", name == null ? "is required" : "must be an object with 'en' and 'ko'");
    }
    return new ProductDraft(
        named ? text(name.get("en"), "/name/en", 1, ProductDraft.NAME_CHARS) : "",
        named ? text(name.get("ko"), "/name/ko", 0, ProductDraft.NAME_CHARS) : "",
        text(json.get("description"), "/description", 0, ProductDraft.DESCRIPTION_CHARS),
        category(json.get("category")),
        number(json.get("price"), "/price", true, ProductDraft.MOST_PRICE),
        number(json.get("stock"), "/stock", false, ProductDraft.MOST_STOCK));
  }

  private void checkMember(String member) {
    if (SERVER_SET.contains(member)) {
      flaw("/" + member, "is set by the server");
    } else if (!WRITABLE.contains(member)) {
      flaw("/" + escaped(member), "is not known");
    }
  }

  private String text(@Nullable JsonNode value, String pointer, int least, int most) {
    if (value == null) {
      if (least > 0) {
        flaw(pointer, "is required");
      }
      return "";
    }
    if (!value.isString()) {
      flaw(pointer, "must be a string");
      return "";
    }
    String text = value.stringValue();
    int length = text.codePointCount(0, text.length());
    if (length < least || length > most) {
      flaw(pointer, "must have " + least + " to " + most + " characters, not " + length);
    } else if (text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n')) {
      flaw(pointer, "must not have control characters");
    } else if (least > 0 && text.isBlank()) {
      flaw(pointer, "must not be blank");
    }
    return text;
  }

  private String category(@Nullable JsonNode value) {
    String text = text(value, "/category", 1, ProductDraft.CATEGORY_CHARS);
    if (!text.isBlank() && !isCategory(text)) {
      flaw("/category", "must be lower-case letters, digits and hyphens");
    }
    return text;
  }

  static boolean isCategory(String text) {
    return text.length() <= ProductDraft.CATEGORY_CHARS && text.matches("[a-z0-9]+(-[a-z0-9]+)*");
  }

  private long number(@Nullable JsonNode value, String pointer, boolean required, long most) {
    if (value == null) {
      if (required) {
        flaw(pointer, "is required");
      }
      return 0;
    }
    if (!value.isIntegralNumber()) {
      flaw(pointer, "must be a whole number");
      return 0;
    }
    if (!value.canConvertToLong() || value.longValue() < 0 || value.longValue() > most) {
      flaw(pointer, "must be 0 to " + most);
      return 0;
    }
    return value.longValue();
  }

  private void flaw(String pointer, String detail) {
    flaws.add(new Flaw("#" + pointer, detail));
  }

  /** RFC 6901 section 3. */
  private static String escaped(String member) {
    return member.replace("~", "~0").replace("/", "~1");
  }
}
