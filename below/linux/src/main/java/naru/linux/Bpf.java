package naru.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A classic BPF program (the kernel's networking/filter): run by the kernel on each packet, it says
 * how many bytes of it to keep; 0 is none.
 *
 * <p>An instruction is {@code | code 2 | jump true 1 | jump false 1 | k 4 |}. Jumps go forward, and
 * count from the next instruction.
 *
 * @param instructions at most 4096
 */
record Bpf(List<Instruction> instructions) {
  static final int LOAD_WORD = 0x20;
  static final int LOAD_HALF = 0x28;
  static final int LOAD_BYTE = 0x30;
  static final int LOAD_HALF_INDEXED = 0x48;
  static final int LOAD_INDEX_HEADER = 0xb1;
  static final int AND = 0x54;
  static final int JUMP_EQUAL = 0x15;
  static final int JUMP_SET = 0x45;
  static final int RETURN = 0x06;
  static final int INSTRUCTION_BYTES = 8;

  record Instruction(int code, int ifTrue, int ifFalse, int k) {
    @Override
    public String toString() {
      return switch (code) {
        case LOAD_WORD -> "ld [" + k + "]";
        case LOAD_HALF -> "ldh [" + k + "]";
        case LOAD_BYTE -> "ldb [" + k + "]";
        case LOAD_HALF_INDEXED -> "ldh [x + " + k + "]";
        case LOAD_INDEX_HEADER -> "ldxb 4*([" + k + "]&0xf)";
        case AND -> "and #0x%x".formatted(k);
        case JUMP_EQUAL -> "jeq #0x%x jt +%d jf +%d".formatted(k, ifTrue, ifFalse);
        case JUMP_SET -> "jset #0x%x jt +%d jf +%d".formatted(k, ifTrue, ifFalse);
        case RETURN -> "ret #" + k;
        default -> throw new IllegalStateException("code " + code);
      };
    }
  }

  Bpf {
    instructions = List.copyOf(instructions);
  }

  /** As the kernel reads it: {@code struct sock_filter[]} in the machine's byte order. */
  byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate(instructions.size() * INSTRUCTION_BYTES);
    out.order(ByteOrder.nativeOrder());
    for (Instruction i : instructions) {
      out.putShort((short) i.code).put((byte) i.ifTrue).put((byte) i.ifFalse).putInt(i.k);
    }
    return out.array();
  }

  /** One line for each instruction, as tcpdump -d words them. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < instructions.size(); i++) {
      text.append("(%03d) %s%n".formatted(i, instructions.get(i)));
    }
    return text.toString();
  }

  /**
   * Puts a program together from tests that all must hold, in alternatives of which one must.
   *
   * <p>A test that fails jumps to the next alternative; the last one's to the end.
   */
  static final class Assembler {
    private record Test(int load, int at, int jump, int k, boolean holds) {}

    private final List<Test> common = new ArrayList<>();
    private final List<List<Test>> alternatives = new ArrayList<>();
    private List<Test> current = common;
    private int mask;
    private int indexHeader = -1;

    /** The bits of the first tested value that count. */
    Assembler mask(int bits) {
      mask = bits;
      return this;
    }

    /** Loads X with the length of the IPv4 header at this offset, after the common tests. */
    Assembler indexByHeader(int at) {
      indexHeader = at;
      return this;
    }

    Assembler equal(int load, int at, int value) {
      current.add(new Test(load, at, JUMP_EQUAL, value, true));
      return this;
    }

    Assembler noneSet(int load, int at, int bits) {
      current.add(new Test(load, at, JUMP_SET, bits, false));
      return this;
    }

    /** What follows belongs to a new alternative. */
    Assembler or() {
      current = new ArrayList<>();
      alternatives.add(current);
      return this;
    }

    Bpf build(int keepBytes) {
      List<Instruction> out = new ArrayList<>();
      int end = length(common) + (mask != 0 ? 1 : 0) + (indexHeader >= 0 ? 1 : 0);
      for (List<Test> alternative : alternatives) {
        end += length(alternative) + 1;
      }
      emit(out, common, end);
      if (indexHeader >= 0) {
        out.add(new Instruction(LOAD_INDEX_HEADER, 0, 0, indexHeader));
      }
      for (List<Test> alternative : alternatives) {
        emit(out, alternative, out.size() + length(alternative) + 1);
        out.add(new Instruction(RETURN, 0, 0, keepBytes));
      }
      out.add(new Instruction(RETURN, 0, 0, 0));
      return new Bpf(out);
    }

    private void emit(List<Instruction> out, List<Test> tests, int elsewhere) {
      for (Test test : tests) {
        out.add(new Instruction(test.load, 0, 0, test.at));
        if (out.size() == 1 && mask != 0) {
          out.add(new Instruction(AND, 0, 0, mask));
        }
        int away = elsewhere - out.size() - 1;
        out.add(new Instruction(test.jump, test.holds ? 0 : away, test.holds ? away : 0, test.k));
      }
    }

    private static int length(List<Test> tests) {
      return 2 * tests.size();
    }
  }
}
