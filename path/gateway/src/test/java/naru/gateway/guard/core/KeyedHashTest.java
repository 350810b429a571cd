package naru.gateway.guard.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyedHashTest {
  private static final KeyedHash OF_THE_PAPER =
      new KeyedHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

  private static byte[] counting(int length) {
    byte[] b = new byte[length];
    for (int i = 0; i < length; i++) {
      b[i] = (byte) i;
    }
    return b;
  }

  /** Appendix A of the paper, and the reference implementation's vectors. */
  @Test
  void vectors() {
    assertThat(OF_THE_PAPER.of(counting(15))).isEqualTo(0xa129ca6149be45e5L);
    assertThat(OF_THE_PAPER.of(counting(0))).isEqualTo(0x726fdb47dd0e0e31L);
    assertThat(OF_THE_PAPER.of(counting(8))).isEqualTo(0x93f5f5799a932462L);
  }

  @Test
  void anotherKeyGivesAnotherHash() {
    assertThat(new KeyedHash(1, 2).of(counting(4)))
        .isNotEqualTo(new KeyedHash(1, 3).of(counting(4)));
  }

  @Test
  void aPieceOfAnArray() {
    assertThat(OF_THE_PAPER.of(counting(20), 0, 15)).isEqualTo(OF_THE_PAPER.of(counting(15)));
  }
}
