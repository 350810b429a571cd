package naru.gateway.guard.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import naru.http.Fields;
import naru.http.RequestHead;
import org.junit.jupiter.api.Test;

/** Queries, credentials, fields of one's own, what was verified. */
class SmallPartsTest {
  @Test
  void parametersOfAQuery() {
    assertThat(Query.value("a=1&key=s%61me&key=2", "key")).contains("same");
    assertThat(Query.value("k%65y=x+y", "key")).contains("x y");
    assertThat(Query.value("key", "key")).isEmpty();
    assertThat(Query.value("keys=1", "key")).isEmpty();
    assertThat(Query.value("key=%zz", "key")).contains("%zz");
    assertThat(Query.without("/x?key=1&a=2&k%65y=3&key", "key")).isEqualTo("/x?a=2");
    assertThat(Query.without("/x?key=1", "key")).isEqualTo("/x");
    assertThat(Query.without("/x", "key")).isEqualTo("/x");
  }

  @Test
  void credentials() {
    assertThat(BasicCredentials.parse("basic YTpiOmM=")).contains(new BasicCredentials("a", "b:c"));
    assertThat(BasicCredentials.parse("Bearer YTpi")).isEmpty();
    assertThat(BasicCredentials.parse("Basic YQ==")).isEmpty();
    assertThat(BasicCredentials.parse("Basic !")).isEmpty();
    assertThat(new BasicCredentials("a", "secret").toString()).doesNotContain("secret");
  }

  @Test
  void ownFieldsAreNobodyElses() {
    Fields fields = RequestHead.of("GET", "/", "a.test").fields();
    fields.add("X_User", "1");
    fields.add("x-user", "2");
    fields.add("X-USER", "3");
    fields.add("x-users", "4");
    OwnFields.forget(fields, List.of("x-user"));
    assertThat(fields.entries()).extracting(e -> e.getValue()).containsExactly("a.test", "4");
  }

  @Test
  void whatAFieldMayNotHoldIsEncoded() {
    Fields fields = RequestHead.of("GET", "/", "a.test").fields();
    OwnFields.add(fields, "x-user", "나\r\nX-Admin: 1%");
    assertThat(fields.text("x-user")).contains("%EB%82%98%0D%0AX-Admin: 1%25");
  }

  @Test
  void whatWasVerifiedIsRememberedForAWhile() {
    Verified<String> verified = new Verified<>(new byte[] {1}, 2);
    verified.keep(verified.mark("a"), "ann", 100);
    assertThat(verified.find(verified.mark("a"), 99)).contains("ann");
    assertThat(verified.find(verified.mark("b"), 99)).isEmpty();
    assertThat(verified.find(verified.mark("a"), 100)).isEqualTo(Optional.empty());
    assertThat(verified.size()).isZero();
    assertThat(new Verified<>(new byte[] {2}, 2).mark("a")).isNotEqualTo(verified.mark("a"));
  }

  @Test
  void onlySoMuchIsRemembered() {
    Verified<String> verified = new Verified<>(new byte[] {1}, 2);
    verified.keep(verified.mark("a"), "ann", 100);
    verified.keep(verified.mark("b"), "bob", 100);
    verified.find(verified.mark("a"), 0);
    verified.keep(verified.mark("c"), "cid", 100);
    assertThat(verified.size()).isEqualTo(2);
    assertThat(verified.find(verified.mark("b"), 0)).as("not used for longest").isEmpty();
    assertThat(verified.find(verified.mark("a"), 0)).contains("ann");
  }
}
