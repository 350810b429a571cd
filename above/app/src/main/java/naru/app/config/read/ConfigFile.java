package naru.app.config.read;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.app.config.Config;
import naru.app.config.problem.ConfigCode;
import naru.app.config.problem.Problem;
import naru.app.config.problem.Problems;
import naru.app.config.problem.Report;
import naru.app.config.problem.SourceText;
import naru.app.config.shape.Excerpt;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Yaml;
import naru.app.text.Text;
import naru.base.Place;

/** Reads a config file. Nothing it may contain makes this throw. */
public final class ConfigFile {
  /** Bytes; a larger file is refused unread. */
  public static final int LARGEST = 1 << 20;

  private static final Text NOT_THERE = Text.of("no such file", "파일이 없습니다");
  private static final Text NOT_A_FILE = Text.of("not a file", "파일이 아닙니다");

  private ConfigFile() {}

  /** Reads the file; relative paths in it start in its folder. */
  public static Loaded load(Path path) {
    String name = path.toString();
    if (Files.isDirectory(path)) {
      return unreadable(name, NOT_A_FILE);
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(LARGEST + 1);
    } catch (NoSuchFileException e) {
      return unreadable(name, NOT_THERE);
    } catch (IOException e) {
      return unreadable(name, Text.same(Excerpt.of(e.toString())));
    }
    Path folder = Optional.ofNullable(path.toAbsolutePath().getParent()).orElse(Path.of("/"));
    return parse(name, folder, bytes);
  }

  private static Loaded unreadable(String name, Text why) {
    return invalid(name, ConfigCode.UNREADABLE, Text.same(name), why);
  }

  private static Loaded parse(String name, Path folder, byte[] bytes) {
    if (bytes.length > LARGEST) {
      return invalid(name, ConfigCode.TOO_LARGE, Text.same(Integer.toString(LARGEST)));
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return parse(name, folder, text);
    } catch (CharacterCodingException e) {
      return invalid(name, ConfigCode.NOT_UTF8);
    }
  }

  private static Loaded invalid(String name, ConfigCode code, Text... values) {
    Problems problems = new Problems();
    Place at = new Place(name, 0, 0);
    problems.add(new Problem(code, at, 1, List.of(values), Optional.empty()));
    return new Loaded.Invalid(Report.of(SourceText.unread(name), problems));
  }

  /**
   * Reads the text of a file.
   *
   * @param name as messages and decisions name the file
   * @param folder where relative paths start
   */
  public static Loaded parse(String name, Path folder, String text) {
    String plain = text.startsWith("\ufeff") ? text.substring(1) : text;
    Problems problems = new Problems();
    Map<Place, Integer> widths = new HashMap<>();
    Reading reading = Reading.of(name, folder, problems, widths);
    Optional<Config> config =
        Yaml.parse(name, plain, problems, widths)
            .flatMap(root -> ConfigSection.SHAPE.decode(root, reading));
    Report report = Report.of(SourceText.of(name, plain), problems);
    return config
        .filter(c -> !report.hasErrors())
        .<Loaded>map(c -> new Loaded.Valid(c, report))
        .orElseGet(() -> new Loaded.Invalid(report));
  }
}
