package naru.origin.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import naru.origin.core.SitePath;

/** Where resources stand. Looking one up may block. */
sealed interface Tree permits DirectoryTree, BuiltInTree {
  /** What a path leads to. */
  sealed interface Found {}

  /** A file. */
  record At(Resource resource) implements Found {}

  /** A folder that was asked for without its slash. */
  record Folder() implements Found {}

  /** Nothing, or nothing that may be shown. */
  record Missing() implements Found {}

  /**
   * Looks up a path.
   *
   * @throws IOException if the file system fails otherwise than by having no such file
   */
  Found find(SitePath.Clean path) throws IOException;

  /** The real folder; empty for what lies in the program. */
  Optional<Path> root();

  /** The page of a folder. */
  String INDEX = "index.html";
}
