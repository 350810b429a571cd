package naru.app.config.read;

import java.util.List;
import naru.app.config.Http2Limits;
import naru.app.config.shape.Field;
import naru.app.config.shape.Quantities;
import naru.app.config.shape.Section;
import naru.app.text.Text;

/** {@code limits.http2}: what a client may take of one HTTP/2 connection. */
final class Http2Section {
  private static final Field<Integer> STREAMS =
      Field.withDefault(
          "streams",
          Quantities.number(0, 10_000),
          "128",
          Text.of("Requests at once; 0: no HTTP/2.", "동시 요청 수. 0이면 HTTP/2를 쓰지 않습니다."));
  private static final Field<Long> STREAM_WINDOW =
      window(
          "stream-window",
          "256KiB",
          Text.of("Of a body, sent ahead; from 64KiB up.", "본문 하나의 선전송량. 64KiB에서 시작합니다."));
  private static final Field<Long> CONNECTION_WINDOW =
      window(
          "connection-window",
          "1MiB",
          Text.of("Of all bodies, beyond 64KiB each.", "64KiB씩을 넘는 본문 전체의 선전송량."));
  private static final Field<Integer> CONTINUATIONS =
      budget("continuations", "16", Text.of("Frames of one head.", "헤드 하나의 프레임 수."));
  private static final Field<Integer> RESETS =
      budget(
          "resets", "200", Text.of("Streams reset, or ended by a mistake.", "리셋되거나 실수로 끝난 스트림."));
  private static final Field<Integer> EMPTY_FRAMES =
      budget("empty-frames", "200", Text.of("Frames without bytes.", "내용이 없는 프레임."));
  private static final Field<Integer> SETTINGS =
      budget("settings", "100", Text.of("SETTINGS frames.", "SETTINGS 프레임."));
  private static final Field<Integer> PINGS =
      budget("pings", "200", Text.of("PING frames.", "PING 프레임."));
  private static final Field<Integer> PRIORITIES =
      budget("priorities", "1000", Text.of("PRIORITY and unknown frames.", "PRIORITY와 모르는 프레임."));
  private static final Field<Integer> WINDOW_UPDATES =
      budget(
          "window-updates",
          "2000",
          Text.of("WINDOW_UPDATE beyond what is sent.", "보낸 것보다 많은 WINDOW_UPDATE."));

  static final Field<Http2Limits> FIELD =
      Field.withDefault(
          "http2",
          Section.of(
              "limits.http2",
              List.of(
                  STREAMS,
                  STREAM_WINDOW,
                  CONNECTION_WINDOW,
                  CONTINUATIONS,
                  RESETS,
                  EMPTY_FRAMES,
                  SETTINGS,
                  PINGS,
                  PRIORITIES,
                  WINDOW_UPDATES),
              v ->
                  new Http2Limits(
                      v.get(STREAMS),
                      Math.toIntExact(v.get(STREAM_WINDOW)),
                      Math.toIntExact(v.get(CONNECTION_WINDOW)),
                      v.get(CONTINUATIONS),
                      v.get(RESETS),
                      v.get(EMPTY_FRAMES),
                      v.get(SETTINGS),
                      v.get(PINGS),
                      v.get(PRIORITIES),
                      v.get(WINDOW_UPDATES))),
          "{}",
          Text.of(
              "Of one HTTP/2 connection; budgets refill by a tenth each second.",
              "HTTP/2 연결 하나의 한도. 예산은 매초 10분의 1씩 찹니다."));

  private Http2Section() {}

  private static Field<Integer> budget(String name, String yaml, Text doc) {
    return Field.withDefault(name, Quantities.number(1, 1_000_000), yaml, doc);
  }

  private static Field<Long> window(String name, String yaml, Text doc) {
    return Field.withDefault(name, Quantities.size("64KiB", "256MiB"), yaml, doc);
  }
}
