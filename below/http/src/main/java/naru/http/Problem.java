package naru.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Optional;
import naru.base.Failure;
import naru.base.Side;

/**
 * What Naru answers when it has to say no: problem+json (RFC 9457) or, for a browser, a small page
 * in English and Korean. Both name the stable code and the trace id. What the failure says of
 * addresses behind the gateway stays in the trace: the client is only told the reason.
 */
final class Problem {
  private Problem() {}

  static void write(Exchange x, ResponseSink out, Failure failure) {
    if (Grpc.isCall(x.request())) {
      Grpc.write(x, out, failure, tellable(failure) ? ": " + failure.detail() : "");
      return;
    }
    ResponseHead head = x.response(failure.status());
    boolean html = wantsHtml(x.request());
    String trace = x.span().traceId().toString();
    String own = html ? x.loopState().pages().page(failure, trace) : null;
    String text = own != null ? own : html ? page(failure, trace) : json(failure, trace);
    Fields f = head.fields();
    f.add(Field.CONTENT_TYPE, html ? "text/html; charset=utf-8" : "application/problem+json");
    f.add(Field.CACHE_CONTROL, "no-store");
    f.add(Field.NARU_TRACE, trace);
    x.problemFields().forEach(e -> f.add(e.getKey(), e.getValue()));
    if (failure.status() == 503 && !f.has(Field.RETRY_AFTER)) {
      f.add(Field.RETRY_AFTER, "1");
    }
    ByteBuf content = ByteBufUtil.writeUtf8(x.alloc(), text);
    f.add(Field.CONTENT_LENGTH, content.readableBytes());
    out.head(head);
    if (x.request().method() == Method.HEAD) {
      content.release();
    } else {
      out.data(content);
    }
    out.end();
  }

  private static boolean wantsHtml(RequestHead request) {
    Optional<String> accept = request.fields().text(Field.ACCEPT);
    return accept.isPresent() && accept.get().contains("text/html");
  }

  private static String json(Failure failure, String trace) {
    String detail = tellable(failure) ? ",\"detail\":\"" + escaped(failure.detail()) + "\"" : "";
    return "{\"type\":\"urn:naru:problem:"
        + failure.code().number()
        + "\",\"title\":\""
        + StatusLine.phrase(failure.status())
        + "\",\"status\":"
        + failure.status()
        + ",\"code\":\""
        + failure.code().number()
        + "\",\"reason\":\""
        + failure.code().reason()
        + "\""
        + detail
        + ",\"traceId\":\""
        + trace
        + "\"}\n";
  }

  /** A client may know what it did wrong itself, and why a policy refused it; nothing else. */
  private static boolean tellable(Failure failure) {
    return failure.side() == Side.CLIENT || failure.code().name().startsWith("PROXY_");
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else {
        out.append(c < ' ' ? ' ' : c);
      }
    }
    return out.toString();
  }

  private static String page(Failure failure, String trace) {
    int status = failure.status();
    return """
    <!doctype html><html lang="en"><meta charset="utf-8">
    <meta name="viewport" content="width=device-width,initial-scale=1">
    <title>%d %s</title>
    <style>:root{color-scheme:light dark}body{font:16px/1.6 system-ui,sans-serif;max-width:36em;
    margin:12vh auto;padding:0 1.2em}h1{font-size:1.5em;margin:0}code{font-size:.95em}
    dl{display:grid;grid-template-columns:auto 1fr;gap:.2em 1em}dt{opacity:.65}dd{margin:0;
    overflow-wrap:anywhere}</style>
    <h1>%d %s</h1>
    <p>%s</p><p lang="ko">%s</p>%s
    <dl><dt>code</dt><dd><code>%s %s</code></dd><dt>trace</dt><dd><code>%s</code></dd></dl>
    </html>
    """
        .formatted(
            status,
            StatusLine.phrase(status),
            status,
            StatusLine.phrase(status),
            sentence(status),
            koreanSentence(status),
            tellable(failure) ? "\n<p>" + html(failure.detail()) + "</p>" : "",
            failure.code().number(),
            failure.code().reason(),
            trace);
  }

  private static String html(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String sentence(int status) {
    return switch (status) {
      case 401 -> "This needs a login or a key.";
      case 403 -> "This is not allowed here.";
      case 404 -> "There is nothing under this address.";
      case 413 -> "That was too large.";
      case 429 -> "That was too many requests: please wait a little.";
      case 407 -> "The proxy wants to know who you are.";
      case 502 -> "The server behind this gateway did not give a proper answer.";
      case 503 -> "No server is available for this right now.";
      case 504 -> "The server behind this gateway did not answer in time.";
      default -> status < 500 ? "The request cannot be served." : "Something went wrong.";
    };
  }

  private static String koreanSentence(int status) {
    return switch (status) {
      case 401 -> "로그인이나 키가 필요합니다.";
      case 413 -> "보낸 내용이 너무 큽니다.";
      case 429 -> "요청이 너무 많습니다. 잠시 뒤에 다시 시도하세요.";
      case 403 -> "여기서는 허용되지 않는 요청입니다.";
      case 404 -> "이 주소에는 아무것도 없습니다.";
      case 407 -> "프록시에 로그인이 필요합니다.";
      case 502 -> "게이트웨이 뒤의 서버가 올바른 응답을 주지 않았습니다.";
      case 503 -> "지금 이 요청을 처리할 수 있는 서버가 없습니다.";
      case 504 -> "게이트웨이 뒤의 서버가 제때 응답하지 않았습니다.";
      default -> status < 500 ? "처리할 수 없는 요청입니다." : "문제가 생겼습니다.";
    };
  }
}
