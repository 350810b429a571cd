package naru.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against a map of the JDK. */
final class StreamTableTest {
  @Test
  void streamsComeAndGo() {
    StreamTable table = new StreamTable();
    Map<Integer, Stream> model = new HashMap<>();
    Random random = new Random(5);
    int next = 1;
    for (int i = 0; i < 20_000; i++) {
      if (model.size() < 100 && random.nextInt(2) == 0) {
        Stream stream = new Dialogue.Talk();
        stream.begin(next, 0, 0);
        next += random.nextInt(20) == 0 ? 200 : 2;
        table.put(stream);
        model.put(stream.id(), stream);
      } else if (!model.isEmpty()) {
        int id =
            model.keySet().stream().skip(random.nextInt(model.size())).findFirst().orElseThrow();
        model.remove(id);
        table.remove(id);
        assertThat(table.get(id)).isNull();
      }
      assertThat(table.size()).isEqualTo(model.size());
      if (i % 100 == 0) {
        model.forEach((id, s) -> assertThat(table.get(id)).isSameAs(s));
        assertThat(table.all()).containsExactlyInAnyOrderElementsOf(model.values());
      }
    }
  }
}
