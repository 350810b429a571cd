package naru.app.cli.admin;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import naru.admin.AdminCard;
import naru.app.text.Language;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
import naru.base.Side;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Talks to the admin API of a running Naru: with the token of its state directory, trusting its
 * root alone.
 *
 * <p>All methods throw {@link FailureException}: {@code ADMIN_UNREACHABLE} if nobody answers, or
 * the failure that the answer names.
 */
final class AdminClient implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(60);

  private final HttpClient http;
  private final URI base;
  private final String token;
  private final Language language;

  private AdminClient(HttpClient http, URI base, String token, Language language) {
    this.http = http;
    this.base = base;
    this.token = token;
    this.language = language;
  }

  /** An answer that is no failure. */
  record Answer(int status, String text) {}

  /**
   * A client for the Naru that runs on a state directory.
   *
   * @param api where it is; its card says so if nothing is given
   */
  static AdminClient open(Path state, Optional<String> api, Language language) {
    Optional<AdminCard> card = AdminCard.read(state);
    URI at =
        api.map(AdminClient::url)
            .or(() -> card.map(AdminCard::api))
            .orElseThrow(() -> unreachable("it has no admin/address"));
    String token = AdminCard.token(state).orElseThrow(() -> unreachable("it has no admin/token"));
    HttpClient.Builder http =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(CONNECT);
    if ("https".equals(at.getScheme())) {
      http.sslContext(root(state, card).trustOnly());
    }
    return new AdminClient(http.build(), at.resolve("/api/v1"), token, language);
  }

  private static URI url(String text) {
    try {
      URI url = URI.create(text.contains("://") ? text : "https://" + text);
      if (url.getHost() != null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      throw unreachable("'" + text + "' is no URL");
    }
    throw unreachable("'" + text + "' names no host");
  }

  private static OneRoot root(Path state, Optional<AdminCard> card) {
    OneRoot root = OneRoot.read(state);
    boolean other = card.filter(c -> !c.rootSha256().equals(root.sha256())).isPresent();
    if (other) {
      throw unreachable(OneRoot.file(state) + " is not the root of the one that runs");
    }
    return root;
  }

  private static FailureException unreachable(String why) {
    return Failure.of(Code.ADMIN_UNREACHABLE, Side.UPSTREAM, why).asException();
  }

  // ---- asking

  /** The JSON at a path below {@code /api/v1}. */
  JsonNode get(String path) {
    return parse(text(path));
  }

  /** The text at a path. */
  String text(String path) {
    return accepted(send(to(path).GET())).text();
  }

  /** The bytes at a path, for what is no text. */
  byte[] bytes(String path) {
    HttpResponse<byte[]> response = exchange(to(path).GET().build(), BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      String problem = new String(response.body(), StandardCharsets.UTF_8);
      throw failure(new Answer(response.statusCode(), problem));
    }
    return response.body();
  }

  /** Sends JSON, gets JSON. */
  JsonNode post(String path, Object content) {
    return parse(accepted(postAny(path, content)).text());
  }

  /** The same, where a failure is an answer too. */
  Answer postAny(String path, Object content) {
    return send(
        to(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(JSON.writeValueAsString(content))));
  }

  /** The lines of an answer that goes on; to be closed. */
  Stream<String> lines(String path) {
    HttpResponse<Stream<String>> response =
        exchange(to(path).GET().build(), BodyHandlers.ofLines());
    if (response.statusCode() != 200) {
      try (Stream<String> body = response.body()) {
        throw failure(new Answer(response.statusCode(), String.join("\n", body.toList())));
      }
    }
    return response.body();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .header("Authorization", "Bearer " + token)
        .header("Accept-Language", language.tag())
        .timeout(ANSWER);
  }

  private Answer send(HttpRequest.Builder request) {
    HttpResponse<String> response = exchange(request.build(), BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.body());
  }

  private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> body) {
    try {
      return http.send(request, body);
    } catch (IOException e) {
      String why = base.getAuthority() + ": " + reason(e);
      throw Failure.of(Code.ADMIN_UNREACHABLE, Side.UPSTREAM, why).causedBy(e).asException();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable("interrupted");
    }
  }

  /** The innermost that says something. */
  private static String reason(Throwable thrown) {
    String reason = thrown.getClass().getSimpleName();
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      reason = t.getMessage() == null ? reason : t.getMessage();
    }
    return reason;
  }

  // ---- answers

  static Answer accepted(Answer answer) {
    if (answer.status() / 100 != 2) {
      throw failure(answer);
    }
    return answer;
  }

  private static FailureException failure(Answer answer) {
    JsonNode problem = parse(answer.text());
    String number = problem.path("code").asString("");
    Code code =
        Arrays.stream(Code.values())
            .filter(c -> c.number().equals(number))
            .findFirst()
            .orElse(Code.ADMIN_UNREACHABLE);
    String detail = problem.path("detail").asString("status " + answer.status());
    return Failure.of(code, Side.UPSTREAM, detail).asException();
  }

  static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JacksonException e) {
      throw unreachable("who answers there is no Naru of this version");
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
