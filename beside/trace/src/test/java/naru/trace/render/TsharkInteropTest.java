package naru.trace.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import naru.trace.PacketStories;
import naru.trace.Trace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packets of a trace as Wireshark's own reader sees them. */
@Tag("interop")
final class TsharkInteropTest {
  private static final Trace LOSS = PacketStories.loss();

  @TempDir Path folder;

  private List<String> tshark(String... arguments) throws IOException, InterruptedException {
    Path file = folder.resolve("loss.pcapng");
    Files.write(file, Pcapng.of(LOSS, Redaction.usual()).toArray());
    List<String> command = new ArrayList<>(List.of("tshark", "-r", file.toString()));
    for (String sum : List.of("ip", "tcp", "udp")) {
      command.addAll(List.of("-o", sum + ".check_checksum:TRUE"));
    }
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return out.lines().toList();
  }

  @Test
  void noChecksumIsWrong() throws Exception {
    List<String> sums =
        tshark("-T", "fields", "-e", "ip.checksum.status", "-e", "tcp.checksum.status");
    assertThat(sums).hasSize(PacketLog.of(LOSS).size()).allMatch(s -> s.matches("1\t1?"));
  }

  @Test
  void theLostOneIsSentAgain() throws Exception {
    assertThat(tshark("-Y", "tcp.analysis.retransmission")).hasSize(1);
    assertThat(tshark("-Y", "tcp.analysis.duplicate_ack")).isNotEmpty();
  }

  @Test
  void commentsAndInterfacesAreRead() throws Exception {
    assertThat(tshark("-Y", "frame.comment contains \"fast-retransmit\"")).hasSize(1);
    assertThat(tshark("-T", "fields", "-e", "frame.interface_name"))
        .containsOnly("client", "dns", "gateway");
  }
}
