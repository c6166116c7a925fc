package dev.cairn.block;

import dev.cairn.api.block.Body;
import dev.cairn.api.block.Location;
import dev.cairn.block.allocation.WriterId;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.TimeSource;
import dev.cairn.testkit.Seeds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** What the tests of the service share. */
final class Fixture {

    static final VolumeSpace.Probe ENDLESS = new VolumeSpace.Probe() {
        @Override
        public long usableBytes() {
            return 1L << 50;
        }

        @Override
        public long totalBytes() {
            return 1L << 50;
        }
    };

    static final VolumeSettings UNLIMITED = new VolumeSettings(Long.MAX_VALUE, 0);

    private static final AtomicInteger INCARNATIONS = new AtomicInteger();

    private Fixture() {}

    /** A new incarnation of the one instance of a test, with segments of 4 MiB and chunks of 1 MiB. */
    static BlockSettings settings() {
        BlockSettings defaults = BlockSettings.defaults(new WriterId("a", "run-" + INCARNATIONS.incrementAndGet()));
        return new BlockSettings(
                defaults.writer(), "z1", 4 << 20, 1 << 20, defaults.verifyAgainAfter(), Duration.ofMillis(20));
    }

    static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20), TimeSource.system());
    }

    static Random random() {
        return new Random(Seeds.next());
    }

    static byte[] bytes(Random random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    static Body known(byte[] data) {
        return new Body(new ByteArrayInputStream(data), data.length);
    }

    static Body unknown(byte[] data) {
        return new Body(new ByteArrayInputStream(data), Body.UNKNOWN_LENGTH);
    }

    static Body of(InputStream stream, long length) {
        return new Body(stream, length);
    }

    static byte[] read(LocalBlockService service, List<Location> locations) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Location location : locations) {
            service.read(location, out, soon());
        }
        return out.toByteArray();
    }
}
