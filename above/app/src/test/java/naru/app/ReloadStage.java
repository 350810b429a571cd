package naru.app;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Where a story of a reload plays: a folder, a config file in it, and two ports that were free. */
abstract class ReloadStage {
  @TempDir Path folder;
  ReloadGround ground;
  int a;
  int b;

  @BeforeEach
  void ports() throws IOException {
    ground = ReloadGround.in(folder);
    a = ReloadGround.freePort();
    b = ReloadGround.freePort();
  }

  @AfterEach
  void close() throws Exception {
    ground.close();
  }
}
