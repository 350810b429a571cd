package naru.origin.api;

import java.time.Instant;
import naru.origin.core.Etag;

/**
 * A product as it is kept.
 *
 * @param seq the order of creation; never used again, also after a deletion
 * @param id how clients name it
 * @param version 1 after its creation, one more after each change
 * @param draft what clients may write
 */
record Product(
    long seq, String id, long version, ProductDraft draft, Instant created, Instant updated) {
  /** A deleted and newly made product never has a tag of the old one, because of its number. */
  Etag etag() {
    return Etag.strong(seq + "." + version);
  }
}
