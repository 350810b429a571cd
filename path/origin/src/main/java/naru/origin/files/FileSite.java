package naru.origin.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import naru.base.Code;
import naru.base.Place;
import naru.origin.core.Answer;
import naru.origin.core.Ask;
import naru.origin.core.FieldLine;
import naru.origin.core.Part;
import naru.origin.core.Preference;
import naru.origin.core.Refusal;
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

  /** What may be asked of a file. */
  public static final String METHODS = "GET, HEAD, OPTIONS";

  private final Optional<Path> folder;
  private final Tree tree;
  private final HotFiles hot;
  private final List<CacheRule> caching;
  private final Pages pages;
  private final Optional<SitePath.Clean> fallback;
  private final Optional<SitePath.Clean> missing;

  private FileSite(Tree tree, HotMemory memory, FileConfig config) {
    this.folder = config.root();
    this.tree = tree;
    this.hot = new HotFiles(memory);
    this.caching = config.caching();
    this.pages = config.pages();
    this.fallback = pages.fallback().flatMap(FileSite::clean);
    this.missing = pages.missing().flatMap(FileSite::clean);
  }

  private static Optional<SitePath.Clean> clean(String path) {
    return SitePath.parse(path) instanceof SitePath.Clean clean
        ? Optional.of(clean)
        : Optional.empty();
  }

  /**
   * The site that a configuration describes.
   *
   * @param memory what is kept in memory, which other sites may share
   * @throws IOException if its directory cannot be served
   */
  public static FileSite of(FileConfig config, HotMemory memory) throws IOException {
    Tree tree =
        config.root().isPresent()
            ? DirectoryTree.of(config.root().get(), config, SMALL_BYTES)
            : new BuiltInTree();
    return new FileSite(tree, memory, config);
  }

  /** Whether its files lie in the same folder, also if a link leads there. */
  public boolean standsWhere(FileSite other) {
    return tree.root().equals(other.tree.root());
  }

  /** The folder as it is configured; empty for the site in the program. */
  public String folder() {
    return folder.map(Path::toString).orElse("");
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
    FieldLine allow = new FieldLine("Allow", METHODS);
    if (ask.method().equals("OPTIONS")) {
      return FileReply.of(Answer.withoutContent(204, List.of(allow)), ask.path());
    }
    if (!ask.isRetrieval()) {
      return FileReply.refused(Code.REQUEST_METHOD, "a file can be read only", ask.path(), allow);
    }
    return switch (SitePath.parse(ask.path())) {
      case SitePath.Refused refused ->
          FileReply.refused(Code.REQUEST_MALFORMED, refused.why(), ask.path());
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
      case Tree.Missing(OriginEvent.Verdict why) -> missing(path, why, ask, moment);
      case Tree.Folder _ when ask.outerPath().endsWith("/") && !path.folder() ->
          clean(new SitePath.Clean(path.names(), true), ask.inside(), moment);
      case Tree.Folder _ -> FileReply.of(toFolder(path, ask), path.joined());
      case Tree.Denied _ ->
          FileReply.refused(
              Code.FILE_DENIED,
              "'" + path.joined() + "' may not be read by the user of this process",
              path.joined());
      case Tree.At(Resource resource) -> {
        hot.put(ask.path(), resource, moment.nanos());
        yield FileAnswer.of(ask, resource, moment, caching(resource.path()));
      }
    };
  }

  /** The answer if the file system failed, which says nothing of whether there is a file. */
  public FileReply unreadable(Ask ask, IOException why) {
    String detail = "'" + ask.path() + "' cannot be read: " + why;
    return FileReply.refused(
        Code.FILE_UNREADABLE, detail, ask.path(), new FieldLine("Retry-After", "1"));
  }

  private Tree.Found find(SitePath.Clean path) throws IOException {
    if (path.isHidden()) {
      return new Tree.Missing(OriginEvent.Verdict.HIDDEN);
    }
    Tree.Found found = tree.find(path);
    boolean named = !path.folder() && !path.names().isEmpty();
    if (named && (found instanceof Tree.Missing || found instanceof Tree.Folder)) {
      for (String suffix : pages.suffixes()) {
        if (tree.find(path.with(suffix)) instanceof Tree.At at) {
          return at;
        }
      }
    }
    return found;
  }

  /**
   * What it has for a request, without an answer. Blocks on the file system.
   *
   * @param place where the site is configured
   */
  public OriginEvent.Looked look(Ask ask, Place place) {
    if (!ask.isRetrieval() && !ask.method().equals("OPTIONS")) {
      return looked(ask.path(), OriginEvent.Verdict.METHOD, place);
    }
    if (!(SitePath.parse(ask.path()) instanceof SitePath.Clean path)) {
      return looked(ask.path(), OriginEvent.Verdict.REFUSED, place);
    }
    try {
      return switch (find(path)) {
        case Tree.At(Resource file) -> looked(file, how(file, path), place);
        case Tree.Folder _ -> looked(path.joined(), OriginEvent.Verdict.FOLDER, place);
        case Tree.Denied _ -> looked(path.joined(), OriginEvent.Verdict.DENIED, place);
        case Tree.Missing(OriginEvent.Verdict why) -> {
          Optional<SitePath.Clean> page = fallback(path, ask);
          yield page.isPresent() && tree.find(page.get()) instanceof Tree.At(Resource file)
              ? looked(file, OriginEvent.Verdict.FALLBACK, place)
              : looked(path.joined(), why, place);
        }
      };
    } catch (IOException e) {
      return looked(path.joined(), OriginEvent.Verdict.UNREADABLE, place);
    }
  }

  private static OriginEvent.Verdict how(Resource file, SitePath.Clean path) {
    if (file.path().equals(path.joined())) {
      return OriginEvent.Verdict.FILE;
    }
    boolean named = !path.folder() && !path.names().isEmpty();
    return named ? OriginEvent.Verdict.SUFFIX : OriginEvent.Verdict.INDEX;
  }

  private OriginEvent.Looked looked(Resource file, OriginEvent.Verdict how, Place place) {
    return new OriginEvent.Looked(folder(), file.path(), how, file.plain().length(), place);
  }

  private OriginEvent.Looked looked(String path, OriginEvent.Verdict how, Place place) {
    return new OriginEvent.Looked(folder(), path, how, 0, place);
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
  private FileReply missing(
      SitePath.Clean path, OriginEvent.Verdict why, Ask ask, FileReply.Moment moment)
      throws IOException {
    Optional<SitePath.Clean> stands = fallback(path, ask);
    Optional<Resource> page = stands.isPresent() ? page(stands.get(), moment) : Optional.empty();
    FileReply reply =
        page.isPresent()
            ? FileAnswer.of(ask, page.get(), moment, caching(page.get().path()))
            : nothing(path, why, ask, moment);
    return fallback.isPresent() && isNamed(path) ? reply.with("Vary", "Accept") : reply;
  }

  private FileReply nothing(
      SitePath.Clean path, OriginEvent.Verdict why, Ask ask, FileReply.Moment moment)
      throws IOException {
    String detail = detail(path.joined(), why);
    Optional<Resource> page =
        missing.isPresent() && wantsPage(ask) ? page(missing.get(), moment) : Optional.empty();
    return page.isPresent()
        ? FileAnswer.page(ask, page.get(), new Refusal(Code.FILE_MISSING, detail, true))
        : FileReply.refused(Code.FILE_MISSING, detail, path.joined());
  }

  /** A file that stands for others: asked for again and again, so kept as others are. */
  private Optional<Resource> page(SitePath.Clean path, FileReply.Moment moment) throws IOException {
    String name = path.encoded();
    Optional<Resource> kept = hot.get(name, moment.nanos());
    if (kept.isPresent()) {
      return kept;
    }
    if (tree.find(path) instanceof Tree.At(Resource page)) {
      hot.put(name, page, moment.nanos());
      return Optional.of(page);
    }
    hot.drop(name);
    return Optional.empty();
  }

  private String detail(String path, OriginEvent.Verdict why) {
    return switch (why) {
      case NO_INDEX ->
          "the folder '" + path + "' has no page, such as " + String.join(", ", pages.index());
      case HIDDEN -> "'" + path + "' is hidden: a name in it begins with a dot";
      case OUTSIDE -> "a link in '" + path + "' leads out of the folder";
      default -> "there is no file '" + path + "'";
    };
  }

  /** The file that would stand for a page that is none. */
  private Optional<SitePath.Clean> fallback(SitePath.Clean path, Ask ask) {
    return !path.isHidden() && isPage(path, ask) ? fallback : Optional.empty();
  }

  /** Whether it is called like a file, so that what comes depends on who asks. */
  private static boolean isNamed(SitePath.Clean path) {
    return !path.names().isEmpty() && path.names().getLast().contains(".");
  }

  private static boolean isPage(SitePath.Clean path, Ask ask) {
    return !isNamed(path) || wantsPage(ask);
  }

  private static boolean wantsPage(Ask ask) {
    return ask.fields()
        .get("accept")
        .filter(a -> Preference.parse(a).names("text/html"))
        .isPresent();
  }

  /** 308 keeps the method; the place is of this site whatever the path was. */
  private Answer toFolder(SitePath.Clean path, Ask ask) {
    boolean changed = !ask.outer().isEmpty();
    String place = (changed ? ask.outerPath() : path.encoded()) + "/";
    String inner = ask.query().isEmpty() ? "" : "?" + ask.query();
    String query = changed ? ask.outer().substring(ask.outerPath().length()) : inner;
    List<FieldLine> fields =
        List.of(
            new FieldLine("Location", place + query),
            new FieldLine("Cache-Control", CacheRule.USUAL.value()),
            new FieldLine("Content-Type", "text/plain; charset=utf-8"));
    return Answer.of(308, fields, List.of(Part.of("The folder is at " + place + "\n"))).to(ask);
  }
}
