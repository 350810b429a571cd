package naru.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** As much of curl and dig as the examples use, so that no machine needs them. */
final class SmallCurl {
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
  private static final int PATIENCE = 10_000;

  private SmallCurl() {}

  /**
   * Runs a command line.
   *
   * @param root the certificate that {@code --cacert} means
   * @return head and body, or the address that a name has
   */
  static String run(String command, Path root) throws Exception {
    List<String> words = new ArrayList<>();
    for (Matcher m = WORD.matcher(command); m.find(); ) {
      words.add(m.group(1) != null ? m.group(1) : m.group(2));
    }
    return words.getFirst().equals("dig") ? dig(words) : curl(words, root);
  }

  private static String curl(List<String> words, Path root) throws Exception {
    StringBuilder fields = new StringBuilder();
    URI url = URI.create(words.getLast());
    InetSocketAddress at = null;
    boolean proxied = false;
    for (int i = 1; i < words.size() - 1; i++) {
      switch (words.get(i)) {
        case "-i" -> {}
        case "-H" -> fields.append(words.get(++i)).append("\r\n");
        case "-u" -> fields.append("Authorization: Basic ").append(base64(words.get(++i)));
        case "--cacert" -> i++;
        case "--resolve" -> at = resolved(words.get(++i));
        case "-x" -> {
          URI proxy = URI.create(words.get(++i));
          at = new InetSocketAddress(proxy.getHost(), proxy.getPort());
          proxied = true;
        }
        default -> throw new IllegalArgumentException(words.get(i));
      }
    }
    String path = url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
    String host = fields.indexOf("Host: ") < 0 ? "Host: " + url.getRawAuthority() + "\r\n" : "";
    String request =
        "GET "
            + (proxied ? url : path)
            + " HTTP/1.1\r\n"
            + host
            + fields
            + "Connection: close\r\n\r\n";
    InetSocketAddress to = at == null ? new InetSocketAddress(url.getHost(), url.getPort()) : at;
    try (Socket socket = connect(url, to, root)) {
      socket.setSoTimeout(PATIENCE);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String base64(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(bytes) + "\r\n";
  }

  /** {@code HOST:PORT:ADDRESS}. */
  private static InetSocketAddress resolved(String text) {
    String[] parts = text.split(":", -1);
    return new InetSocketAddress(parts[2], Integer.parseInt(parts[1]));
  }

  private static Socket connect(URI url, InetSocketAddress to, Path root) throws Exception {
    Socket plain = new Socket(to.getAddress(), to.getPort());
    if (!url.getScheme().equals("https")) {
      return plain;
    }
    var factory = trusting(root).getSocketFactory();
    SSLSocket tls = (SSLSocket) factory.createSocket(plain, url.getHost(), to.getPort(), true);
    var parameters = tls.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    tls.setSSLParameters(parameters);
    return tls;
  }

  private static SSLContext trusting(Path root) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(root)) {
      var certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
      store.setCertificateEntry("root", certificate);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** {@code dig @SERVER -p PORT NAME}: the last record's last four bytes, an address. */
  private static String dig(List<String> words) throws IOException {
    ByteBuffer question = ByteBuffer.allocate(512);
    question.putShort((short) 7).putShort((short) 0x100).putShort((short) 1);
    question.putShort((short) 0).putInt(0);
    for (String label : words.getLast().split("\\.")) {
      question.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
    }
    question.put((byte) 0).putShort((short) 1).putShort((short) 1);
    InetAddress server = InetAddress.getByName(words.get(1).substring(1));
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(PATIENCE);
      int port = Integer.parseInt(words.get(3));
      socket.send(new DatagramPacket(question.array(), question.position(), server, port));
      DatagramPacket answer = new DatagramPacket(new byte[512], 512);
      socket.receive(answer);
      byte[] b = answer.getData();
      int end = answer.getLength();
      return "%d.%d.%d.%d"
          .formatted(b[end - 4] & 255, b[end - 3] & 255, b[end - 2] & 255, b[end - 1] & 255);
    }
  }
}
