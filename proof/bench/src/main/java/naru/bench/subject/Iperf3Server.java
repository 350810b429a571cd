package naru.bench.subject;

import java.util.List;
import java.util.Set;
import naru.bench.machine.Program;

/** iperf3 as a server on the loopback address: what is behind relays. */
public record Iperf3Server() implements Subject {
  @Override
  public String name() {
    return "iperf3";
  }

  @Override
  public Set<Program> needs() {
    return Set.of(Program.IPERF3);
  }

  @Override
  public List<String> prepare(Site site) {
    String port = Integer.toString(site.plain());
    return List.of(Program.IPERF3.word(), "--server", "--bind", "127.0.0.1", "--port", port);
  }
}
