package naru.origin.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import naru.base.Code;
import naru.base.Limit;
import naru.base.Place;
import naru.origin.core.Answer;
import naru.origin.core.Ask;
import naru.origin.core.FieldLine;
import naru.origin.core.Part;
import naru.origin.core.Preference;
import naru.origin.core.Problem;
import naru.origin.core.SitePath;
import naru.trace.OriginEvent;

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
  private final List<CacheRule> caching;
  private final Optional<SitePath.Clean> fallback;

  private FileSite(Tree tree, Limit hotBytes, FileConfig config) {
    this.tree = tree;
    this.hot = new HotFiles(hotBytes);
    this.caching = config.caching();
    this.fallback =
        config
            .fallback()
            .map(SitePath::parse)
            .filter(SitePath.Clean.class::isInstance)
            .map(SitePath.Clean.class::cast);
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
    return new FileSite(tree, hotBytes, config);
  }

  /** Whether its files lie in the same folder, also if a link leads there. */
  public boolean standsWhere(FileSite other) {
    return tree.root().equals(other.tree.root());
  }

  /** The answer if it needs no look at the disk; empty if {@link #answer} must be asked. */
  public Optional<FileReply> quick(Ask ask, FileReply.Moment moment) {
    return ask.isRetrieval()
        ? hot.get(ask.path(), moment.nanos())
            .map(resource -> FileAnswer.of(ask, resource, moment, caching(resource.path())))
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
    Tree.Found found = find(path);
    if (!(found instanceof Tree.At)) {
      hot.drop(ask.path());
    }
    return switch (found) {
      case Tree.Missing _ -> missing(path, ask, moment);
      case Tree.Folder _ -> FileReply.of(toFolder(path, ask), path.joined());
      case Tree.At(Resource resource) -> file(resource, ask, moment);
    };
  }

  private Tree.Found find(SitePath.Clean path) throws IOException {
    return path.isHidden() ? new Tree.Missing() : tree.find(path);
  }

  /**
   * What it has for a request, without an answer. Blocks on the file system.
   *
   * @param place where the site is configured
   */
  public OriginEvent.Looked look(Ask ask, Place place) {
    String folder = tree.root().map(Path::toString).orElse("");
    SitePath parsed = SitePath.parse(ask.path());
    if (!(parsed instanceof SitePath.Clean path)) {
      return new OriginEvent.Looked(folder, ask.path(), OriginEvent.Verdict.REFUSED, 0, place);
    }
    try {
      return switch (find(path)) {
        case Tree.At(Resource file) -> {
          boolean itself = file.path().equals(path.joined());
          OriginEvent.Verdict how = itself ? OriginEvent.Verdict.FILE : OriginEvent.Verdict.INDEX;
          yield new OriginEvent.Looked(folder, file.path(), how, file.plain().length(), place);
        }
        case Tree.Folder _ ->
            new OriginEvent.Looked(folder, path.joined(), OriginEvent.Verdict.FOLDER, 0, place);
        case Tree.Missing _ -> {
          Optional<Resource> page = fallback(path, ask);
          OriginEvent.Verdict how =
              page.isPresent() ? OriginEvent.Verdict.FALLBACK : OriginEvent.Verdict.MISSING;
          yield new OriginEvent.Looked(
              folder,
              page.map(Resource::path).orElse(path.joined()),
              how,
              page.map(p -> p.plain().length()).orElse(0L),
              place);
        }
      };
    } catch (IOException e) {
      return new OriginEvent.Looked(
          folder, path.joined(), OriginEvent.Verdict.UNREADABLE, 0, place);
    }
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
    return FileAnswer.of(ask, resource, moment, caching(resource.path()));
  }

  private String caching(String path) {
    for (CacheRule rule : caching) {
      if (rule.covers(path)) {
        return rule.value();
      }
    }
    return CacheRule.USUAL.value();
  }

  /**
   * A page of a program in the browser, which is no file: where a browser goes, not what a page
   * loads. A script that is missing must be missing, or a page would be run as one.
   */
  private FileReply missing(SitePath.Clean path, Ask ask, FileReply.Moment moment)
      throws IOException {
    Optional<Resource> page = fallback(path, ask);
    if (page.isPresent()) {
      FileReply reply =
          ask.isRetrieval()
              ? FileAnswer.of(ask, page.get(), moment, caching(page.get().path()))
              : file(page.get(), ask, moment);
      return isNamed(path) ? reply.with("Vary", "Accept") : reply;
    }
    FileReply nothing = FileReply.of(ErrorPage.notFound(ask), path.joined());
    return fallback.isPresent() && isNamed(path) ? nothing.with("Vary", "Accept") : nothing;
  }

  private Optional<Resource> fallback(SitePath.Clean path, Ask ask) throws IOException {
    return fallback.isPresent()
            && !path.isHidden()
            && isPage(path, ask)
            && tree.find(fallback.get()) instanceof Tree.At(Resource page)
        ? Optional.of(page)
        : Optional.empty();
  }

  /** Whether it is called like a file, so that what comes depends on who asks. */
  private static boolean isNamed(SitePath.Clean path) {
    return !path.names().isEmpty() && path.names().getLast().contains(".");
  }

  private static boolean isPage(SitePath.Clean path, Ask ask) {
    return !isNamed(path)
        || ask.fields()
            .get("accept")
            .filter(a -> Preference.parse(a).names("text/html"))
            .isPresent();
  }

  /** 308 keeps the method; the place is of this site whatever the path was. */
  private Answer toFolder(SitePath.Clean path, Ask ask) {
    String query = ask.query().isEmpty() ? "" : "?" + ask.query();
    List<FieldLine> fields =
        List.of(
            new FieldLine("Location", path.encoded() + "/" + query),
            new FieldLine("Cache-Control", CacheRule.USUAL.value()),
            new FieldLine("Content-Type", "text/plain; charset=utf-8"));
    return Answer.of(308, fields, List.of(Part.of("The folder is at " + path.encoded() + "/\n")))
        .to(ask);
  }
}
