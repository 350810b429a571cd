package naru.base;

import java.util.List;
import java.util.Locale;

/** Numbers as monitoring systems read them. */
final class MetricsText {
  private static final String TOTAL = "_total";

  private final StringBuilder out = new StringBuilder();
  private final boolean open;
  private String family = "";

  private MetricsText(boolean open) {
    this.open = open;
  }

  /**
   * Writes all.
   *
   * @param open OpenMetrics 1.0 rather than the Prometheus text format 0.0.4
   */
  static String of(List<Metrics.Sample> samples, List<Metrics.Named> histograms, boolean open) {
    MetricsText text = new MetricsText(open);
    samples.forEach(text::sample);
    histograms.forEach(text::histogram);
    return open ? text.out.append("# EOF\n").toString() : text.out.toString();
  }

  private static String base(String name) {
    int brace = name.indexOf('{');
    return brace < 0 ? name : name.substring(0, brace);
  }

  private void sample(Metrics.Sample s) {
    String base = base(s.name());
    boolean counter = base.endsWith(TOTAL);
    boolean brief = open && counter;
    String called = brief ? base.substring(0, base.length() - TOTAL.length()) : base;
    family(called, s.help(), counter ? "counter" : "gauge");
    out.append(s.name()).append(' ').append(s.value()).append('\n');
  }

  private void family(String name, String help, String type) {
    if (!name.equals(family)) {
      family = name;
      out.append("# HELP ").append(name).append(' ').append(help).append('\n');
      out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }
  }

  private void histogram(Metrics.Named named) {
    String base = base(named.name());
    String labels = named.name().substring(base.length());
    String inner = labels.isEmpty() ? "" : labels.substring(1, labels.length() - 1) + ",";
    family(base, named.help(), "histogram");
    Histogram h = named.histogram();
    long below = 0;
    for (int bucket = 0; bucket < Histogram.buckets(); bucket++) {
      below += h.count(bucket);
      String bound =
          Histogram.bound(bucket) == Long.MAX_VALUE ? "+Inf" : seconds(Histogram.bound(bucket));
      out.append(base).append("_bucket{").append(inner).append("le=\"").append(bound);
      out.append("\"} ").append(below);
      if (open && h.exemplarNanos(bucket) > 0) {
        out.append(" # {trace_id=\"").append(h.exemplarTrace(bucket)).append("\"} ");
        out.append(seconds(h.exemplarNanos(bucket)));
      }
      out.append('\n');
    }
    out.append(base).append("_sum").append(labels).append(' ').append(seconds(h.sumNanos()));
    out.append('\n').append(base).append("_count").append(labels).append(' ').append(below);
    out.append('\n');
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.6f", nanos / 1e9)
        .replaceAll("0+$", "")
        .replaceAll("\\.$", ".0");
  }
}
