package naru.origin.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import naru.origin.core.Etag;
import naru.origin.core.SitePath;
import naru.trace.OriginEvent.Verdict;

/**
 * Files below a directory.
 *
 * <p>The names of a {@link SitePath.Clean} cannot climb; what could are symbolic links, so the real
 * path of what is found must lie below the real path of the root. The root itself may be a link,
 * which is followed anew at each look: a release that is put in place by turning it is served from
 * then on, each look wholly in the old one or wholly in the new one. Only regular files are sent:
 * never a device, a pipe or a socket. Someone who may write below the root while it is served can
 * still win a race between the check and the reading; such a person could as well put the file
 * there.
 */
final class DirectoryTree implements Tree {
  /** What any system resolves: 1000 signs are at most 4000 bytes; encrypted folders take 143. */
  private static final int LONGEST_PATH = 1000;

  private static final int LONGEST_NAME_BYTES = 143;

  private final Path root;
  private final Path opened;
  private final boolean followOutside;
  private final long smallBytes;
  private final Precompressed precompressed;
  private final List<String> index;

  private DirectoryTree(Path root, Path opened, FileConfig config, long smallBytes) {
    this.root = root;
    this.opened = opened;
    this.followOutside = config.followOutside();
    this.smallBytes = smallBytes;
    this.precompressed = config.precompressed();
    this.index = config.pages().index();
  }

  /**
   * Files below a root.
   *
   * @param config but its root
   * @param smallBytes up to which length a file is read into memory and tagged by its content
   * @throws IOException if the root is not a directory that can be read
   */
  static DirectoryTree of(Path root, FileConfig config, long smallBytes) throws IOException {
    Path absolute = root.toAbsolutePath();
    Path real = opened(absolute);
    if (!Files.isDirectory(real)) {
      throw new IOException(root + " is not a directory");
    }
    if (!Files.isReadable(real) || !Files.isExecutable(real)) {
      throw new IOException(root + " may not be read by this user");
    }
    return new DirectoryTree(absolute, real, config, smallBytes);
  }

  private static Path opened(Path root) throws IOException {
    try {
      return root.toRealPath();
    } catch (NoSuchFileException e) {
      throw new IOException(root + " is not there", e);
    } catch (AccessDeniedException e) {
      throw new IOException(root + " may not be read by this user", e);
    }
  }

  @Override
  public Optional<Path> root() {
    return Optional.of(opened);
  }

  @Override
  public Found find(SitePath.Clean path) throws IOException {
    try {
      return new Look(root.toRealPath()).at(path);
    } catch (FileSystemException | InvalidPathException e) {
      return none(e);
    }
  }

  /**
   * What a failure of the file system means to who asked.
   *
   * @throws FileSystemException for trouble, which says nothing of whether there is a file
   */
  static Found none(Exception failure) throws FileSystemException {
    return switch (failure) {
      case AccessDeniedException _ -> new Denied();
      case LeadsOutside _ -> new Missing(Verdict.OUTSIDE);
      case NoSuchFileException _ -> Missing.NOTHING;
      case FileSystemException trouble -> throw trouble;
      default -> Missing.NOTHING;
    };
  }

  /**
   * Whether a name that could not be resolved cannot be that of a file: it is too long, leads
   * through what is no folder, or round in links. The system says so in words of its language only.
   */
  private static boolean leadsNowhere(Path base, Path name) {
    if (name.toString().length() > LONGEST_PATH) {
      return true;
    }
    for (Path at = name; at != null && at.startsWith(base); at = at.getParent()) {
      Path last = at.getFileName();
      if (last != null && last.toString().getBytes(UTF_8).length > LONGEST_NAME_BYTES) {
        return true;
      }
      if (Files.isSymbolicLink(at) && !Files.exists(at)) {
        return true;
      }
      if (!at.equals(name) && Files.exists(at) && !Files.isDirectory(at)) {
        return true;
      }
    }
    return false;
  }

  /** A link leaves the root. */
  private static final class LeadsOutside extends FileSystemException {
    private static final long serialVersionUID = 1L;

    LeadsOutside(String name) {
      super(name, null, "leads out of the root");
    }
  }

  /** One look, all of it below the same real folder. */
  private final class Look {
    /** The real path of the root. */
    private final Path base;

    Look(Path base) {
      this.base = base;
    }

    Found at(SitePath.Clean path) throws IOException {
      Path file = real(path.joined());
      BasicFileAttributes attributes = attributes(file);
      if (attributes.isDirectory()) {
        return path.folder() || path.names().isEmpty() ? index(path) : new Folder();
      }
      return attributes.isRegularFile() && !path.folder()
          ? new At(resource(path.joined(), file, attributes))
          : Missing.NOTHING;
    }

    /** The page of a folder: the first that is there. */
    private Found index(SitePath.Clean folder) throws IOException {
      for (String name : index) {
        String joined = folder.names().isEmpty() ? name : folder.joined() + "/" + name;
        try {
          Path file = real(joined);
          BasicFileAttributes attributes = attributes(file);
          if (attributes.isRegularFile()) {
            return new At(resource(joined, file, attributes));
          }
        } catch (NoSuchFileException _) {
          continue;
        }
      }
      return new Missing(Verdict.NO_INDEX);
    }

    private Resource resource(String name, Path file, BasicFileAttributes attributes)
        throws IOException {
      Instant modified = attributes.lastModifiedTime().toInstant();
      SequencedMap<String, Content> coded = new LinkedHashMap<>();
      List<String> older = new ArrayList<>();
      for (String coding : precompressed.codings()) {
        addSibling(name, coding, modified, coded, older);
      }
      return new Resource(name, modified, content(file, attributes), coded, List.copyOf(older));
    }

    /** A sibling older than its file may hold an older state of it. */
    private void addSibling(
        String name,
        String coding,
        Instant modified,
        SequencedMap<String, Content> coded,
        List<String> older)
        throws IOException {
      try {
        Path file = real(name + Objects.requireNonNull(Precompressed.SUFFIXES.get(coding)));
        BasicFileAttributes attributes = attributes(file);
        if (!attributes.isRegularFile()) {
          return;
        }
        boolean isOlder = attributes.lastModifiedTime().toInstant().isBefore(modified);
        if (isOlder && !precompressed.older()) {
          older.add(coding);
        } else {
          coded.put(coding, content(file, attributes));
        }
      } catch (FileSystemException _) {
        return;
      }
    }

    private Path resolved(Path name) throws IOException {
      try {
        return name.toRealPath();
      } catch (NoSuchFileException | AccessDeniedException e) {
        throw e;
      } catch (FileSystemException e) {
        if (leadsNowhere(base, name)) {
          throw new NoSuchFileException(name.toString());
        }
        throw e;
      }
    }

    /** The real path; refused as missing if it leaves the root. */
    private Path real(String name) throws IOException {
      Path real = resolved(base.resolve(name));
      if (!followOutside && !real.startsWith(base)) {
        throw new LeadsOutside(name);
      }
      return real;
    }
  }

  private Content content(Path file, BasicFileAttributes attributes) throws IOException {
    if (attributes.size() <= smallBytes) {
      byte[] bytes = SmallFile.read(file, smallBytes);
      return Content.InMemory.of(bytes, file, attributes.lastModifiedTime().toInstant());
    }
    if (!Files.isReadable(file)) {
      throw new AccessDeniedException(file.toString());
    }
    return new Content.OnDisk(
        file, attributes.size(), attributes.lastModifiedTime().toInstant(), tag(attributes));
  }

  /**
   * Length and nanoseconds of the last change, as hashing would read it all. Nothing of this
   * machine: the copies of a file behind a balancer have one tag.
   */
  private static Etag tag(BasicFileAttributes attributes) {
    long nanos = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    return Etag.strong(Long.toHexString(attributes.size()) + "-" + Long.toHexString(nanos));
  }

  private static BasicFileAttributes attributes(Path real) throws IOException {
    return Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }
}
