package naru.app.wiring;

import naru.app.config.CaSettings;
import naru.ca.CaConfig;
import naru.ca.core.KeyKind;

/** What the certificate authority is told. */
public final class CaWiring {
  private static final int CACHED = 10_000;
  private static final int RECORDED = 100_000;

  private CaWiring() {}

  /** Names, keys and lives. */
  public static CaConfig config(CaSettings settings) {
    CaSettings.Leaf leaf = settings.leaf();
    return new CaConfig(
        settings.name(),
        kind(settings.root().key()),
        settings.root().life(),
        new CaConfig.Leaf(kind(leaf.key()), leaf.life(), leaf.renewBefore(), leaf.names()),
        CACHED,
        RECORDED);
  }

  private static KeyKind kind(CaSettings.Key key) {
    return KeyKind.of(key.text())
        .orElseThrow(() -> new IllegalArgumentException("the CA has no keys of " + key.text()));
  }
}
