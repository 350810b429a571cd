package naru.app;

import java.util.Locale;
import naru.forward.core.Policy;
import org.jspecify.annotations.Nullable;

/** The names that the forward proxy's policy wants to look into, as it is now. */
final class Inspecting {
  private volatile @Nullable Policy policy;

  void by(Policy current) {
    policy = current;
  }

  boolean covers(String name) {
    Policy p = policy;
    return p != null && p.inspects(name.toLowerCase(Locale.ROOT));
  }
}
