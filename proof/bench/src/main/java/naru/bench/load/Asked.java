package naru.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import naru.bench.load.Reading.Answers;
import naru.bench.load.Reading.Carried;
import naru.bench.load.Reading.Held;
import naru.bench.machine.Trouble;
import naru.bench.machine.Yard;

/**
 * A load that the subject makes itself: it is told a case and how long, in a line, and answers what
 * it did, in a line.
 *
 * @param port where it listens, on the loopback address
 * @param what the case
 */
public record Asked(int port, String what) implements Load {
  private static final int MOST_MILLIS = 120_000;

  @Override
  public Reading run(Yard yard, int seconds) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(seconds * 1000 + MOST_MILLIS);
      OutputStream out = socket.getOutputStream();
      out.write((what + " " + seconds + "\n").getBytes(StandardCharsets.US_ASCII));
      InputStreamReader in =
          new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII);
      String line = new BufferedReader(in).readLine();
      return parse(line == null ? "" : line);
    } catch (IOException e) {
      throw Trouble.because(what + " in memory: " + e.getMessage());
    }
  }

  /**
   * Reads {@code carried BYTES SECONDS}, {@code answered CONNECTIONS SECONDS ERRORS} or {@code held
   * BYTES}.
   */
  static Reading parse(String line) {
    String[] words = line.split(" ");
    try {
      return switch (words[0]) {
        case "carried" -> new Carried(Long.parseLong(words[1]), Double.parseDouble(words[2]));
        case "answered" -> answers(words);
        case "held" -> new Held(Double.parseDouble(words[1]));
        default -> throw Trouble.because("an answer that makes no sense: '" + line + "'");
      };
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw Trouble.because("an answer that makes no sense: '" + line + "'");
    }
  }

  private static Answers answers(String[] words) {
    long count = Long.parseLong(words[1]);
    double rate = count / Double.parseDouble(words[2]);
    return new Answers(count, Long.parseLong(words[3]), rate, Double.NaN);
  }
}
