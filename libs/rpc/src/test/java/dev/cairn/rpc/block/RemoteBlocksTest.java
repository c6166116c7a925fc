package dev.cairn.rpc.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.block.Body;
import dev.cairn.api.block.Location;
import dev.cairn.api.block.VolumeUsage;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import dev.cairn.rpc.RandomValues;
import dev.cairn.testkit.Seeds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes of any number come back as they went, in windows, through one server after another. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemoteBlocksTest {

    private static final int WINDOW = RemoteBlocks.WINDOW_BYTES;
    private static final long OWNER = -42;
    private static final long OFFSET = 1L << 40;

    private final TimeSource clock = TimeSource.system();
    private final MemoryBlocks served = new MemoryBlocks();
    private final Random random = new Random(Seeds.next());

    @SuppressWarnings("NullAway.Init")
    private BlockServer server;

    @SuppressWarnings("NullAway.Init")
    private RemoteBlocks blocks;

    @BeforeAll
    void start() {
        server = new BlockServer(served);
        blocks = new RemoteBlocks(server::address, clock);
    }

    @AfterAll
    void stop() {
        blocks.close();
        server.close();
    }

    @AfterEach
    void forget() {
        served.appends.clear();
        served.reads.clear();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, WINDOW - 1, WINDOW, WINDOW + 1, 2 * WINDOW, 9 << 20})
    void aBodyOfKnownLengthComesBackAsItWent(int length) throws IOException {
        byte[] bytes = bytes(length);

        List<Location> locations = append(bytes, length);

        assertThat(read(locations)).isEqualTo(bytes);
        assertThatItWentInWindows(length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, WINDOW - 1, WINDOW, WINDOW + 1, 9 << 20})
    void aBodyOfUnknownLengthComesBackAsItWent(int length) throws IOException {
        byte[] bytes = bytes(length);

        List<Location> locations = append(bytes, Body.UNKNOWN_LENGTH);

        assertThat(read(locations)).isEqualTo(bytes);
        assertThatItWentInWindows(length);
    }

    private void assertThatItWentInWindows(int length) {
        long sent = 0;
        for (MemoryBlocks.Append append : served.appends) {
            assertThat(append.owner()).isEqualTo(OWNER);
            assertThat(append.fileOffset()).isEqualTo(OFFSET + sent);
            assertThat(append.length()).isBetween(1L, (long) WINDOW);
            sent += append.length();
        }
        assertThat(sent).isEqualTo(length);
        assertThat(served.appends).hasSize(Math.ceilDiv(length, WINDOW));
    }

    @Test
    void ofABodyThatIsLongerThanItSaysTheRestIsLeftAlone() throws IOException {
        var source = new ByteArrayInputStream(new byte[100]);

        blocks.append(OWNER, OFFSET, new Body(source, 60), inAWhile());

        assertThat(served.appends).extracting(MemoryBlocks.Append::length).containsExactly(60L);
        assertThat(source.available()).isEqualTo(40);
    }

    @Test
    void anyPartOfARunCanBeRead() throws IOException {
        byte[] bytes = bytes(3 << 20);
        List<Location> locations = append(bytes, bytes.length);

        for (int round = 0; round < 50; round++) {
            Location run = locations.get(random.nextInt(locations.size()));
            long from = random.nextLong(run.length());
            long count = 1 + random.nextLong(run.length() - from);
            int at = (int) (run.chunk() + from);

            assertThat(read(List.of(run.slice(from, count)))).isEqualTo(slice(bytes, at, (int) count));
        }
    }

    @Test
    void aLocationArrivesWithAllItsNumbers() throws IOException {
        var values = new RandomValues(random.nextLong(), clock);
        served.beforeRead = () -> {
            throw new CairnException(ErrorCode.ENOENT, "segment", "gone");
        };
        for (int round = 0; round < 50; round++) {
            Location location = values.of(Location.class);
            try {
                read(List.of(location));
            } catch (CairnException gone) {
                assertThat(gone.code()).isEqualTo(ErrorCode.ENOENT);
            }
            assertThat(served.reads.getLast()).isEqualTo(location);
        }
        served.beforeRead = () -> {};
    }

    @Test
    void theUsageArrives() {
        served.usage = new VolumeUsage(Long.MAX_VALUE, 1L << 50, 0);

        assertThat(blocks.usage()).isEqualTo(served.usage);
    }

    @Test
    void noRangeOfTheServersFilesIsPromised() throws IOException {
        Location location = append(bytes(10), 10).getFirst();

        assertThat(blocks.localRange(location)).isEmpty();
    }

    @Test
    void aServerThatDiesInTheMiddleOfAWindowCostsARepeatOfThatWindowAlone() throws IOException {
        byte[] bytes = bytes(9 << 20);
        try (DyingServer dying = DyingServer.after(WINDOW / 2, new byte[0])) {
            var windows = new AtomicInteger();
            // The second window meets the dying server, its repeat and the others the good one.
            List<String> addresses = List.of(server.address(), dying.address());
            try (RemoteBlocks unlucky = new RemoteBlocks(
                    () -> windows.incrementAndGet() == 2 ? addresses.getLast() : addresses.getFirst(), clock)) {
                List<Location> locations = unlucky.append(OWNER, OFFSET, body(bytes, bytes.length), inAWhile());

                assertThat(dying.wasCalled()).isTrue();
                assertThat(read(locations)).isEqualTo(bytes);
            }
        }
        assertThatItWentInWindows(bytes.length);
    }

    @Test
    void aReadThatIsCutOffGoesOnWhereItStopped() throws IOException {
        byte[] bytes = bytes(MemoryBlocks.CHUNK_BYTES);
        Location run = append(bytes, bytes.length).getFirst();
        int before = 300_001;
        byte[] half = answer("Content-Length: " + bytes.length, slice(bytes, 0, before));
        try (DyingServer dying = DyingServer.after(1, half)) {
            var calls = new AtomicInteger();
            try (RemoteBlocks unlucky =
                    new RemoteBlocks(() -> calls.incrementAndGet() == 1 ? dying.address() : server.address(), clock)) {
                var target = new ByteArrayOutputStream();
                unlucky.read(run, target, inAWhile());

                assertThat(dying.wasCalled()).isTrue();
                assertThat(target.toByteArray()).isEqualTo(bytes);
            }
        }
        assertThat(served.reads).hasSize(1);
        assertThat(served.reads.getFirst().skip())
                .as("what was received before the end is not asked for again")
                .isPositive();
    }

    @Test
    void aServerThatIsStartedAnewIsUsedAgain() throws IOException {
        var mine = new MemoryBlocks();
        var running = new RestartingServer(mine);
        try (RemoteBlocks client = new RemoteBlocks(running::address, clock)) {
            client.append(OWNER, 0, body(new byte[10], 10), inAWhile());
            running.restart();
            client.append(OWNER, 10, body(new byte[10], 10), inAWhile());
        } finally {
            running.close();
        }
        assertThat(mine.appends).hasSize(2);
    }

    @Test
    void whileThereIsNoInstanceACallWaits() throws IOException {
        var calls = new AtomicInteger();
        try (RemoteBlocks client = new RemoteBlocks(
                () -> {
                    if (calls.incrementAndGet() < 3) {
                        throw new CairnException(ErrorCode.UNAVAILABLE, "instance", "none yet");
                    }
                    return server.address();
                },
                clock)) {
            client.append(OWNER, OFFSET, body(new byte[10], 10), inAWhile());
        }
        assertThat(served.appends).hasSize(1);
    }

    private static byte[] answer(String header, byte[] body) {
        byte[] head = ("HTTP/1.1 200 OK\r\n" + header + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] answer = new byte[head.length + body.length];
        System.arraycopy(head, 0, answer, 0, head.length);
        System.arraycopy(body, 0, answer, head.length, body.length);
        return answer;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] slice(byte[] bytes, int at, int count) {
        byte[] slice = new byte[count];
        System.arraycopy(bytes, at, slice, 0, count);
        return slice;
    }

    private static Body body(byte[] bytes, long length) {
        return new Body(new ByteArrayInputStream(bytes), length);
    }

    private List<Location> append(byte[] bytes, long length) throws IOException {
        return blocks.append(OWNER, OFFSET, body(bytes, length), inAWhile());
    }

    private byte[] read(List<Location> locations) throws IOException {
        var target = new ByteArrayOutputStream();
        for (Location location : locations) {
            blocks.read(location, target, inAWhile());
        }
        return target.toByteArray();
    }

    private Deadline inAWhile() {
        return Deadline.in(Duration.ofSeconds(20), clock);
    }

    /** A server that can be replaced by another one with the same bytes. */
    private static final class RestartingServer {

        private final MemoryBlocks bytes;
        private BlockServer current;

        RestartingServer(MemoryBlocks bytes) {
            this.bytes = bytes;
            this.current = new BlockServer(bytes);
        }

        synchronized String address() {
            return current.address();
        }

        synchronized void restart() {
            current.close();
            current = new BlockServer(bytes);
        }

        synchronized void close() {
            current.close();
        }
    }
}
