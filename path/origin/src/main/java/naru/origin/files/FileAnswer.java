package naru.origin.files;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.base.Code;
import naru.origin.core.Answer;
import naru.origin.core.Ask;
import naru.origin.core.ByteRange;
import naru.origin.core.Conditions;
import naru.origin.core.Etag;
import naru.origin.core.FieldLine;
import naru.origin.core.HttpDate;
import naru.origin.core.Part;
import naru.origin.core.Ranges;
import naru.origin.core.Refusal;
import naru.origin.core.Validators;

/**
 * The answer to GET or HEAD of a file that exists: coding, conditions, ranges, in this order,
 * because conditions and ranges are about the selected representation (RFC 9110 sections 12.1,
 * 13.2, 14.2).
 */
final class FileAnswer {
  private final Ask ask;
  private final Resource resource;
  private final FileReply.Moment moment;
  private final String cacheControl;
  private final Choice choice;
  private final String coding;
  private final Content content;
  private final Etag etag;

  private FileAnswer(Ask ask, Resource resource, FileReply.Moment moment, String cacheControl) {
    this.ask = ask;
    this.resource = resource;
    this.moment = moment;
    this.cacheControl = cacheControl;
    this.choice = resource.choice(ask.fields().get("accept-encoding").orElse(""));
    this.coding = choice.coding();
    Content coded = resource.coded().get(coding);
    this.content = coded == null ? resource.plain() : coded;
    this.etag =
        coded == null ? content.etag() : Etag.strong(content.etag().opaque() + "-" + coding);
  }

  /** Decides, and says what was chosen. */
  static FileReply of(Ask ask, Resource resource, FileReply.Moment moment, String cacheControl) {
    return new FileAnswer(ask, resource, moment, cacheControl).reply();
  }

  /**
   * The whole file as the page of another status: what is asked of the path has nothing to do with
   * it, and no cache keeps it.
   */
  static FileReply page(Ask ask, Resource resource, Refusal why) {
    List<FieldLine> fields =
        List.of(
            new FieldLine("Content-Type", resource.mediaType()),
            new FieldLine("Cache-Control", "no-store"),
            new FieldLine("X-Content-Type-Options", "nosniff"));
    Content content = resource.plain();
    List<Part> parts = List.of(content.part(0, content.length()));
    Answer answer = Answer.of(why.code().status(), fields, parts).to(ask);
    return new FileReply(
        answer, resource.path(), "", content.length(), "", List.of(), Optional.of(why));
  }

  private FileReply reply() {
    Instant now = moment.now();
    Instant modified = resource.modified().isAfter(now) ? now : resource.modified();
    Validators validators = Validators.of(etag, modified);
    return switch (Conditions.of(ask, Optional.of(validators), now)) {
      case Conditions.NotModified _ -> told(Answer.withoutContent(304, validatorFields()));
      case Conditions.Failed failed ->
          refused(Code.REQUEST_CONDITION, failed.field() + " does not match the file");
      case Conditions.Proceed proceed -> proceed(proceed.range(), fields(modified));
    };
  }

  private FileReply told(Answer answer) {
    return new FileReply(
        answer,
        resource.path(),
        coding,
        content.length(),
        etag.toString(),
        choice.siblings(),
        Optional.empty());
  }

  private FileReply refused(Code code, String detail, FieldLine... fields) {
    Answer bare = Answer.of(code.status(), List.of(fields), List.of());
    return told(bare).because(new Refusal(code, detail, false));
  }

  private FileReply proceed(boolean mayRange, List<FieldLine> fields) {
    Optional<String> range = mayRange ? ask.fields().get("range") : Optional.empty();
    Ranges.Choice ranges =
        range.isPresent() ? Ranges.of(range.get(), content.length()) : new Ranges.Whole();
    return switch (ranges) {
      case Ranges.Whole _ -> told(whole(fields).to(ask));
      case Ranges.Unsatisfiable _ ->
          refused(
              Code.REQUEST_RANGE,
              "no range lies within " + content.length() + " bytes",
              new FieldLine("Content-Range", "bytes */" + content.length()));
      case Ranges.Some some ->
          told(
              some.ranges().size() == 1
                  ? single(some.ranges().getFirst(), fields)
                  : multiple(some.ranges(), fields));
    };
  }

  private Answer whole(List<FieldLine> fields) {
    fields.add(new FieldLine("Content-Type", resource.mediaType()));
    return Answer.of(200, fields, List.of(content.part(0, content.length())));
  }

  private Answer single(ByteRange range, List<FieldLine> fields) {
    fields.add(new FieldLine("Content-Type", resource.mediaType()));
    fields.add(new FieldLine("Content-Range", range.in(content.length())));
    return Answer.of(206, fields, List.of(content.part(range.first(), range.length())));
  }

  /** RFC 9110 section 14.6. */
  private Answer multiple(List<ByteRange> ranges, List<FieldLine> fields) {
    String boundary = moment.boundary().get();
    fields.add(new FieldLine("Content-Type", "multipart/byteranges; boundary=" + boundary));
    List<Part> parts = new ArrayList<>();
    String before = "";
    for (ByteRange range : ranges) {
      parts.add(Part.of(before + partHead(boundary, range)));
      parts.add(content.part(range.first(), range.length()));
      before = "\r\n";
    }
    byte[] end = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII);
    parts.add(Part.of(end));
    return Answer.of(206, fields, parts);
  }

  private String partHead(String boundary, ByteRange range) {
    return "--%s\r\nContent-Type: %s\r\nContent-Range: %s\r\n\r\n"
        .formatted(boundary, resource.mediaType(), range.in(content.length()));
  }

  private List<FieldLine> fields(Instant modified) {
    List<FieldLine> fields = validatorFields();
    fields.add(new FieldLine("Last-Modified", HttpDate.format(modified)));
    fields.add(new FieldLine("Accept-Ranges", "bytes"));
    if (!coding.isEmpty()) {
      fields.add(new FieldLine("Content-Encoding", coding));
    }
    fields.add(new FieldLine("X-Content-Type-Options", "nosniff"));
    return fields;
  }

  /** What a 304 carries (RFC 9110 section 15.4.5); the date would add nothing to the tag. */
  private List<FieldLine> validatorFields() {
    List<FieldLine> fields = new ArrayList<>();
    fields.add(new FieldLine("ETag", etag.toString()));
    fields.add(new FieldLine("Cache-Control", cacheControl));
    if (!resource.coded().isEmpty()) {
      fields.add(new FieldLine("Vary", "Accept-Encoding"));
    }
    return fields;
  }
}
