package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import naru.admin.AdminCard;
import naru.app.Stand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reload over the admin API: a broken file changes nothing, a good one changes the way. */
final class ReloadStoryTest {
  @TempDir private Path state;

  @Test
  void aBrokenFileLeavesTheRunningOneInForce() throws Exception {
    try (TestOrigin one = TestOrigin.open();
        TestOrigin two = TestOrigin.open();
        Stand stand =
            Stand.open(state, Configs.WHOLE, Map.of("one", one.port(), "two", two.port()));
        HttpClient client = HttpClient.newBuilder().sslContext(Trust.in(stand.root())).build()) {
      stand.rewrite(
          Configs.WHOLE.replace("to: shop", "to: shpo").replace("round-robin", "rond-robin"));
      HttpResponse<String> refused = reload(client, stand);
      assertThat(refused.statusCode()).isEqualTo(422);
      assertThat(refused.body()).contains("N2206", "shpo", "rond-robin");
      assertThat(Wire.get(stand.port("gateway"), "localhost", "/")).endsWith("whole");

      stand.rewrite(Configs.WHOLE.replace("host: [shop.naru.test, localhost]", "host: elsewhere"));
      assertThat(reload(client, stand).statusCode()).isEqualTo(200);
      assertThat(Wire.get(stand.port("gateway"), "localhost", "/")).startsWith("HTTP/1.1 404");
    }
  }

  private static HttpResponse<String> reload(HttpClient client, Stand stand) throws Exception {
    String token = AdminCard.token(stand.state()).orElseThrow();
    URI uri = URI.create("https://127.0.0.1:" + stand.port("admin") + "/api/v1/config/reload");
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }
}
