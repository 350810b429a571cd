package naru.ca;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** What changes when one of some files is edited or replaced: its time, size and identity. */
record Stamp(List<List<Object>> marks) {
  Stamp {
    marks = List.copyOf(marks);
  }

  /** As they are now; costs a look at each, not a reading. */
  static Stamp of(Path... files) throws IOException {
    List<List<Object>> marks = new ArrayList<>(files.length);
    for (Path file : files) {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      marks.add(List.of(now.lastModifiedTime(), now.size(), String.valueOf(now.fileKey())));
    }
    return new Stamp(marks);
  }
}
