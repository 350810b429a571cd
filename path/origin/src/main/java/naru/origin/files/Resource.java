package naru.origin.files;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * A file with its precompressed siblings.
 *
 * @param path below the root, without a leading slash
 * @param mediaType with charset for texts
 * @param modified of the file itself
 * @param plain the content as it is
 * @param coded by content coding, the preferred first: {@code br}, {@code zstd}, {@code gzip}
 * @param older codings of siblings that are passed over, as they are older than the file
 * @param choices between them, as they were made
 */
record Resource(
    String path,
    String mediaType,
    Instant modified,
    Content plain,
    SequencedMap<String, Content> coded,
    List<String> older,
    Choices choices) {

  /** With what stands beside it. */
  Resource(
      String path,
      Instant modified,
      Content plain,
      SequencedMap<String, Content> coded,
      List<String> older) {
    this(path, MediaTypes.of(path), modified, plain, coded, older, new Choices());
  }

  /** Without siblings. */
  static Resource of(String path, Instant modified, Content plain) {
    return new Resource(path, modified, plain, new LinkedHashMap<>(), List.of());
  }

  /** Which form is sent to who takes these codings. */
  Choice choice(String accepted) {
    return choices.of(accepted, this);
  }

  /** What it occupies when it is kept; only what is in memory counts. */
  long bytesInMemory() {
    long sum = weight(plain) + Choices.mostBytes(this);
    for (Content content : coded.values()) {
      sum += weight(content);
    }
    return sum;
  }

  /** Whether forms of it stand beside it, also if they are too old. */
  boolean hasSiblings() {
    return !coded.isEmpty() || !older.isEmpty();
  }

  /** Whether no file has to be read to send it. */
  boolean isInMemory() {
    return plain instanceof Content.InMemory
        && coded.values().stream().allMatch(Content.InMemory.class::isInstance);
  }

  private static long weight(Content content) {
    return switch (content) {
      case Content.InMemory m -> m.bytes().length;
      case Content.OnDisk _ -> 0;
    };
  }
}
