package naru.origin.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
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

/**
 * Files below a directory.
 *
 * <p>The names of a {@link SitePath.Clean} cannot climb; what could are symbolic links, so the real
 * path of what is found must lie below the real path of the root. Only regular files are sent:
 * never a device, a pipe or a socket. Someone who may write below the root while it is served can
 * still win a race between the check and the reading; such a person could as well put the file
 * there.
 */
final class DirectoryTree implements Tree {
  private final Path root;
  private final boolean followOutside;
  private final long smallBytes;
  private final Precompressed precompressed;

  private DirectoryTree(
      Path root, boolean followOutside, long smallBytes, Precompressed precompressed) {
    this.root = root;
    this.followOutside = followOutside;
    this.smallBytes = smallBytes;
    this.precompressed = precompressed;
  }

  /**
   * Files below a root.
   *
   * @param followOutside whether links may leave the root
   * @param smallBytes up to which length a file is read into memory and tagged by its content
   * @throws IOException if the root is not a directory that can be read
   */
  static DirectoryTree of(
      Path root, boolean followOutside, long smallBytes, Precompressed precompressed)
      throws IOException {
    Path real = root.toRealPath();
    if (!Files.isDirectory(real) || !Files.isReadable(real)) {
      throw new IOException(root + " is not a directory that can be read");
    }
    return new DirectoryTree(real, followOutside, smallBytes, precompressed);
  }

  @Override
  public Optional<Path> root() {
    return Optional.of(root);
  }

  @Override
  public Found find(SitePath.Clean path) throws IOException {
    try {
      return lookUp(path);
    } catch (FileSystemException | InvalidPathException e) {
      return new Missing();
    }
  }

  private Found lookUp(SitePath.Clean path) throws IOException {
    Path file = real(path.joined());
    BasicFileAttributes attributes = attributes(file);
    if (attributes.isDirectory()) {
      if (!path.folder() && !path.names().isEmpty()) {
        return new Folder();
      }
      String joined = path.names().isEmpty() ? INDEX : path.joined() + "/" + INDEX;
      Path index = real(joined);
      BasicFileAttributes indexAttributes = attributes(index);
      return indexAttributes.isRegularFile()
          ? new At(resource(joined, index, indexAttributes))
          : new Missing();
    }
    return attributes.isRegularFile() && !path.folder()
        ? new At(resource(path.joined(), file, attributes))
        : new Missing();
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

  private Content content(Path file, BasicFileAttributes attributes) throws IOException {
    if (attributes.size() <= smallBytes) {
      return Content.InMemory.of(SmallFile.read(file, smallBytes));
    }
    return new Content.OnDisk(file, attributes.size(), tag(attributes));
  }

  /** Length, nanoseconds of the last change and the file's identity: hashing would read it all. */
  private static Etag tag(BasicFileAttributes attributes) {
    long nanos = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    int identity = List.of(String.valueOf(attributes.fileKey())).hashCode();
    return Etag.strong(
        Long.toHexString(attributes.size())
            + "-"
            + Long.toHexString(nanos)
            + "-"
            + Integer.toHexString(identity));
  }

  /** The real path; refused as missing if it leaves the root. */
  private Path real(String name) throws IOException {
    Path real = root.resolve(name).toRealPath();
    if (!followOutside && !real.startsWith(root)) {
      throw new FileSystemException(name, null, "leads out of the root");
    }
    return real;
  }

  private static BasicFileAttributes attributes(Path real) throws IOException {
    return Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }
}
