package naru.origin.files;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import naru.base.Code;
import naru.base.Limit;
import naru.origin.core.Answer;
import naru.origin.core.Ask;
import naru.origin.core.FieldLine;
import naru.origin.core.Part;
import naru.origin.core.Problem;
import naru.origin.core.SitePath;

/**
 * A site of files: paths in, answers out.
 *
 * <p>{@link #quick} never blocks and knows what is in memory; {@link #answer} knows everything and
 * may block. Neither sends anything. Thread-safe.
 */
public final class FileSite {
  /** Up to this length a file is kept in memory and tagged by its content. */
  public static final int SMALL_BYTES = 256 * 1024;

  private static final String METHODS = "GET, HEAD, OPTIONS";

  private final Tree tree;
  private final HotFiles hot;
  private final String cacheControl;

  private FileSite(Tree tree, Limit hotBytes, String cacheControl) {
    this.tree = tree;
    this.hot = new HotFiles(hotBytes);
    this.cacheControl = cacheControl;
  }

  /**
   * The site that a configuration describes.
   *
   * @param hotBytes bounds what is kept in memory
   * @throws IOException if its directory cannot be served
   */
  public static FileSite of(FileConfig config, Limit hotBytes) throws IOException {
    Tree tree =
        config.root().isPresent()
            ? DirectoryTree.of(
                config.root().get(), config.followOutside(), SMALL_BYTES, config.precompressed())
            : new BuiltInTree();
    return new FileSite(tree, hotBytes, config.cacheControl());
  }

  /** The answer if it needs no look at the disk; empty if {@link #answer} must be asked. */
  public Optional<FileReply> quick(Ask ask, FileReply.Moment moment) {
    return ask.isRetrieval()
        ? hot.get(ask.path(), moment.nanos())
            .map(resource -> FileAnswer.of(ask, resource, moment, cacheControl))
        : Optional.empty();
  }

  /**
   * The answer. Blocks on the file system.
   *
   * @throws IOException if the file system fails
   */
  public FileReply answer(Ask ask, FileReply.Moment moment) throws IOException {
    return switch (SitePath.parse(ask.path())) {
      case SitePath.Refused refused ->
          FileReply.of(Problem.of(Code.REQUEST_MALFORMED, refused.why()).answer(ask), ask.path());
      case SitePath.Clean clean -> clean(clean, ask, moment);
    };
  }

  private FileReply clean(SitePath.Clean path, Ask ask, FileReply.Moment moment)
      throws IOException {
    Tree.Found found = path.isHidden() ? new Tree.Missing() : tree.find(path);
    if (!(found instanceof Tree.At)) {
      hot.drop(ask.path());
    }
    return switch (found) {
      case Tree.Missing _ -> FileReply.of(ErrorPage.notFound(ask), path.joined());
      case Tree.Folder _ -> FileReply.of(toFolder(path, ask), path.joined());
      case Tree.At(Resource resource) -> file(resource, ask, moment);
    };
  }

  private FileReply file(Resource resource, Ask ask, FileReply.Moment moment) {
    if (ask.method().equals("OPTIONS")) {
      Answer options = Answer.withoutContent(204, List.of(new FieldLine("Allow", METHODS)));
      return FileReply.of(options, resource.path());
    }
    if (!ask.isRetrieval()) {
      Problem refused = Problem.of(Code.REQUEST_METHOD, "a file can be read only");
      return FileReply.of(refused.answer(ask).with("Allow", METHODS), resource.path());
    }
    hot.put(ask.path(), resource, moment.nanos());
    return FileAnswer.of(ask, resource, moment, cacheControl);
  }

  /** 308 keeps the method; the place is of this site whatever the path was. */
  private Answer toFolder(SitePath.Clean path, Ask ask) {
    String query = ask.query().isEmpty() ? "" : "?" + ask.query();
    List<FieldLine> fields =
        List.of(
            new FieldLine("Location", path.encoded() + "/" + query),
            new FieldLine("Cache-Control", cacheControl),
            new FieldLine("Content-Type", "text/plain; charset=utf-8"));
    return Answer.of(308, fields, List.of(Part.of("The folder is at " + path.encoded() + "/\n")))
        .to(ask);
  }
}
