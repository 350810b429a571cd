package naru.admin;

import java.util.List;

/** How the program is: good if all of its parts are. Shown to everybody; holds no addresses. */
public record HealthReport(List<Check> checks) {
  public HealthReport {
    checks = List.copyOf(checks);
  }

  /** A part, such as {@code store}, and whether it works. */
  public record Check(String name, boolean ok, String detail) {}

  public boolean ok() {
    return checks.stream().allMatch(Check::ok);
  }
}
