package naru.dns.core;

/** What a zone holds for a name and type (RFC 1034 section 4.3.2). */
sealed interface Finding {
  /** Just what was asked for. */
  record Found(RecordSet set) implements Finding {}

  /** Another name is the real one. */
  record Alias(RecordSet cname) implements Finding {}

  /** Others are in charge from here on down. */
  record Referral(RecordSet servers) implements Finding {}

  /** The name exists, but not with this type; perhaps only because names below it do. */
  record NoData() implements Finding {}

  /** There is no such name. */
  record NoName() implements Finding {}
}
