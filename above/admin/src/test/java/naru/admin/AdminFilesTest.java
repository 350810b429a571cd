package naru.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import naru.base.Code;
import naru.base.FailureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The token and the address card: the owner's, and nobody else's. */
final class AdminFilesTest {
  @TempDir Path state;

  @Test
  void theTokenIsMadeOnceAndIsTheOwners() throws Exception {
    AdminToken first = AdminToken.open(state);
    String secret = AdminCard.token(state).orElseThrow();
    assertThat(secret).startsWith("naru_").hasSize(5 + 43);
    assertThat(first.matches(secret)).isTrue();
    assertThat(first.matches(secret + "x")).isFalse();
    assertThat(first.matches("")).isFalse();
    assertThat(AdminToken.open(state).matches(secret)).isTrue();
    Path file = state.resolve("admin/token");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
  }

  @Test
  void aTokenThatOthersMayReadIsNoToken() throws Exception {
    AdminToken.open(state);
    Path file = state.resolve("admin/token");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> AdminToken.open(state))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(Code.ADMIN_UNAUTHORIZED);
              assertThat(e.failure().detail()).contains("chmod 600 " + file);
            });
  }

  @Test
  void anEmptiedTokenFileOpensNothing() throws Exception {
    AdminToken.open(state);
    Files.writeString(state.resolve("admin/token"), "");
    assertThatThrownBy(() -> AdminToken.open(state)).hasMessageContaining("remove it");
  }

  @Test
  void theCardComesBackAndGoesWithItsWriter() {
    AdminCard mine = new AdminCard(URI.create("https://127.0.0.1:9443"), "ab");
    AdminCard other = new AdminCard(URI.create("https://127.0.0.1:9444"), "ab");
    assertThat(AdminCard.read(state)).isEmpty();
    mine.write(state);
    assertThat(AdminCard.read(state)).contains(mine);
    other.write(state);
    mine.remove(state);
    assertThat(AdminCard.read(state)).contains(other);
    other.remove(state);
    assertThat(AdminCard.read(state)).isEmpty();
  }
}
