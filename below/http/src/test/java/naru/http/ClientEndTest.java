package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import naru.base.Code;
import naru.base.Failure;
import naru.trace.TcpEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the end of a connection of HTTP/1.1 means for the request that is on it. */
final class ClientEndTest {
  private static final IOException RESET = new IOException("Connection reset by peer");
  private static final IOException SILENT = new IOException("Connection timed out");

  private final Site site = new Site();
  private final LoopState state = site.engine.state(site.loops.next());
  private final ClientEnd ending = new ClientEnd(state, new EmbeddedChannel());

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void aServerThatClosesBeforeItsFirstResponse() {
    assertThat(ending.early(1, true))
        .matches(f -> !f.retry())
        .extracting(Failure::code)
        .isEqualTo(Code.UPSTREAM_CLOSED_EARLY);
    assertThat(ending.ofTunnel(false)).isNull();
  }

  @Test
  void aKeptConnectionThatClosesAsItIsUsedAgainIsTheRace() {
    assertThat(ending.early(2, true).code()).isEqualTo(Code.UPSTREAM_REUSED_IDLE);
    assertThat(ending.early(2, false).code()).isEqualTo(Code.UPSTREAM_CLOSED_EARLY);
  }

  @Test
  void aResetIsNamedWhereverItComes() {
    ending.broke(RESET, false);

    assertThat(ending.early(1, true).code()).isEqualTo(Code.UPSTREAM_RESET);
    assertThat(ending.within().code()).isEqualTo(Code.UPSTREAM_BODY_CUT);
    assertThat(ending.ofTunnel(false)).extracting(Failure::code).isEqualTo(Code.UPSTREAM_RESET);
    assertThat(ending.fault()).isNull();
  }

  @Test
  void whatTheNetworkLostIsNotTheServers() {
    ending.broke(SILENT, false);

    assertThat(ending.early(1, true).code()).isEqualTo(Code.UPSTREAM_LOST);
    assertThat(ending.early(2, true).code()).isEqualTo(Code.UPSTREAM_LOST);
    assertThat(ending.within().detail()).contains("timed out");
    assertThat(ending.ofTunnel(true)).extracting(Failure::code).isEqualTo(Code.UPSTREAM_LOST);
  }

  /** What was not sent yet fails as we close what broke. */
  @Test
  void theFirstCauseCounts() {
    ending.broke(new ClosedChannelException(), false);
    assertThat(ending.isBroken()).isFalse();
    ending.broke(RESET, false);
    ending.broke(SILENT, true);

    assertThat(ending.early(1, true).code()).isEqualTo(Code.UPSTREAM_RESET);
    assertThat(ending.early(2, true).code()).isEqualTo(Code.UPSTREAM_REUSED_IDLE);
    assertThat(ending.fault()).isNull();
  }

  @Test
  void theSameIsTrueOfHttp2() {
    Http2ClientEnd second = new Http2ClientEnd(state, new EmbeddedChannel());
    second.broke(new ClosedChannelException());
    assertThat(second.breakage()).isNull();
    second.broke(SILENT);
    second.broke(RESET);

    assertThat(second.early(true).code()).isEqualTo(Code.UPSTREAM_LOST);
    assertThat(second.early(false).code()).isEqualTo(Code.UPSTREAM_LOST);
  }

  @Test
  void aClientWhoseConnectionWeClosedWithSomethingUnsentDidNotBreakIt() {
    Closing closing = new Closing(new EmbeddedChannel(), true);
    closing.now();
    closing.broken(new ClosedChannelException());
    assertThat(closing.how()).isEqualTo(TcpEvent.How.WE_CLOSED);
    closing.broken(SILENT);
    closing.broken(new ClosedChannelException());
    assertThat(closing.how()).isEqualTo(TcpEvent.How.TIMED_OUT);
  }

  @Test
  void whatItDoesWhileNothingIsAskedIsAFaultAndCounted() {
    ending.unasked();
    assertThat(ending.fault()).extracting(Failure::code).isEqualTo(Code.UPSTREAM_UNASKED);
    ending.broke(RESET, true);
    assertThat(ending.fault()).extracting(Failure::code).isEqualTo(Code.UPSTREAM_IDLE_RESET);
    assertThat(state.counters().upstreamUnasked).isEqualTo(1);
    assertThat(state.counters().upstreamIdleReset).isEqualTo(1);
  }
}
