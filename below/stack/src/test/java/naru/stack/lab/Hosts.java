package naru.stack.lab;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import naru.stack.Stack;
import naru.stack.StackConfig;
import naru.stack.link.Pipe;
import naru.stack.link.PipeConfig;
import naru.testkit.Seeds;
import naru.wire.ip.IpAddress;

/** Two hosts on one pipe in virtual time: {@code 10.77.0.1} and {@code 10.77.0.2}. */
public final class Hosts implements AutoCloseable {
  public static final IpAddress NEAR = IpAddress.parse("10.77.0.1");
  public static final IpAddress FAR = IpAddress.parse("10.77.0.2");
  public static final IpAddress NEAR_V6 = IpAddress.parse("fd00:77::1");
  public static final IpAddress FAR_V6 = IpAddress.parse("fd00:77::2");
  public static final IpAddress ANY = IpAddress.parse("0.0.0.0");
  public static final IpAddress ANY_V6 = IpAddress.parse("::");

  public final VirtualWorld world = new VirtualWorld();

  /** Where all buffers of both hosts come from. */
  public final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false, true);

  public final Pipe pipe;
  public final Stack near;
  public final Stack far;

  private Hosts(Seeds seeds, UnaryOperator<StackConfig> change, PipeConfig forth, PipeConfig back) {
    pipe = Pipe.of(forth, back, world.clock(), seeds.generator("pipe"));
    near =
        stack(
            change.apply(StackConfig.of("10.77.0.1/24", "fd00:77::1/64")), seeds.generator("near"));
    far =
        stack(
            change.apply(StackConfig.of("10.77.0.2/24", "fd00:77::2/64")), seeds.generator("far"));
    near.link(pipe.a());
    far.link(pipe.b());
    pipe.a().receiver(near);
    pipe.b().receiver(far);
    world.add(pipe);
    world.add(near);
    world.add(far);
    world.afterEachStep(near::flush);
    world.afterEachStep(far::flush);
  }

  private Stack stack(StackConfig config, RandomGenerator random) {
    return Stack.of(config, world.clock(), random, memory);
  }

  /** Bytes of buffers that nobody gave back. */
  public long heldBytes() {
    return memory.metric().usedHeapMemory() + memory.metric().usedDirectMemory();
  }

  public static Hosts on(PipeConfig link, Seeds seeds) {
    return new Hosts(seeds, c -> c, link, link);
  }

  public static Hosts on(PipeConfig forth, PipeConfig back, Seeds seeds) {
    return new Hosts(seeds, c -> c, forth, back);
  }

  public static Hosts on(PipeConfig link, UnaryOperator<StackConfig> change, Seeds seeds) {
    return new Hosts(seeds, change, link, link);
  }

  @Override
  public void close() {
    pipe.close();
    near.close();
    far.close();
  }
}
