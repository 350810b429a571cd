package naru.origin.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import naru.origin.core.SitePath;

/** The demo's own site, from the program's resources; read once, kept in memory. */
final class BuiltInTree implements Tree {
  private static final List<String> NAMES =
      List.of("index.html", "ko/index.html", "style.css", "journey.svg", "journey.ko.svg");

  /** The date that all of a build's outputs carry. */
  private static final Instant MODIFIED = Instant.parse("2026-01-01T00:00:00Z");

  private final Map<String, Resource> resources = new HashMap<>();
  private final Set<String> folders = new HashSet<>();

  /** Reads the site. */
  BuiltInTree() {
    for (String name : NAMES) {
      resources.put(name, Resource.of(name, MODIFIED, Content.InMemory.of(read(name))));
      int slash = name.lastIndexOf('/');
      folders.add(slash < 0 ? "" : name.substring(0, slash));
    }
  }

  @Override
  public Optional<Path> root() {
    return Optional.empty();
  }

  @Override
  public Found find(SitePath.Clean path) {
    String name = path.joined();
    boolean isFolder = folders.contains(name);
    if (isFolder && !path.folder()) {
      return new Folder();
    }
    if (path.folder() && !isFolder) {
      return Missing.NOTHING;
    }
    String file = !isFolder ? name : name.isEmpty() ? INDEX : name + "/" + INDEX;
    Resource resource = resources.get(file);
    return resource == null ? Missing.NOTHING : new At(resource);
  }

  private static byte[] read(String name) {
    try (InputStream in = BuiltInTree.class.getResourceAsStream("site/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
