package naru.origin.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import naru.origin.core.SitePath;
import naru.trace.OriginEvent.Verdict;

/** Where resources stand. Looking one up may block. */
sealed interface Tree permits DirectoryTree, BuiltInTree {
  /** What a path leads to. */
  sealed interface Found {}

  /** A file. */
  record At(Resource resource) implements Found {}

  /** A folder that was asked for without its slash. */
  record Folder() implements Found {}

  /**
   * Nothing, or nothing that may be shown.
   *
   * @param why {@code MISSING}, {@code NO_INDEX}, {@code HIDDEN} or {@code OUTSIDE}
   */
  record Missing(Verdict why) implements Found {
    static final Missing NOTHING = new Missing(Verdict.MISSING);
  }

  /** Something that this process may not read. */
  record Denied() implements Found {}

  /**
   * Looks up a path.
   *
   * @throws IOException if the file system fails otherwise than by having no such file
   */
  Found find(SitePath.Clean path) throws IOException;

  /** The real folder when it was opened; empty for what lies in the program. */
  Optional<Path> root();

  /** The usual page of a folder. */
  String INDEX = "index.html";
}
