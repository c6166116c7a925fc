package dev.cairn.rpc.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.btree.Change;
import dev.cairn.coordination.Member;
import dev.cairn.coordination.MemoryCoordination;
import dev.cairn.coordination.MemoryEnsemble;
import dev.cairn.coordination.ServiceName;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.Position;
import dev.cairn.kernel.TimeSource;
import dev.cairn.replica.StateStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A peer that hangs holds a restore up for a moment, and not for as long as it hangs. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RemoteStateTest {

    private static final String GROUP = "metadata/0";
    private static final Duration SILENCE_MAX = Duration.ofMillis(300);
    private static final int ITEMS = 20_000;

    private final MemoryCoordination coordination = new MemoryEnsemble(TimeSource.system()).connect();
    private final RemoteState source =
            new RemoteState(coordination, ServiceName.METADATA, GROUP, () -> null, SILENCE_MAX);

    @AfterEach
    void close() {
        coordination.close();
    }

    private Member join(StatePeer peer) {
        Member member =
                Member.incarnation(ServiceName.METADATA, "127.0.0.1", Map.of(RemoteState.HTTP_PORT, peer.port()));
        coordination.register(member);
        return member;
    }

    private void joinAsLeader(StatePeer peer) {
        coordination.leadership(GROUP).claim(join(peer));
    }

    private static byte[] state() throws IOException {
        var bytes = new ByteArrayOutputStream();
        int[] count = {0};
        StateWriter.write(
                new StateStream() {
                    @Override
                    public Position position() {
                        return new Position(new Epoch(1), 7);
                    }

                    @Override
                    public Change.@Nullable Put next() {
                        int number = count[0]++;
                        return number == ITEMS
                                ? null
                                : new Change.Put(new byte[] {(byte) (number >> 8), (byte) number}, new byte[40]);
                    }

                    @Override
                    public void close() {
                        // Nothing is held.
                    }
                },
                bytes);
        return bytes.toByteArray();
    }

    private int readOne() throws IOException {
        Optional<StateStream> found = source.open();
        assertThat(found).isPresent();
        int items = 0;
        try (StateStream stream = found.get()) {
            while (stream.next() != null) {
                items++;
            }
        }
        return items;
    }

    @Test
    @DisplayName("B3.6 A peer that hangs is given up for the next one")
    void aPeerThatHangsIsGivenUpForTheNext() throws IOException {
        try (StatePeer hanging = StatePeer.hanging();
                StatePeer healthy = StatePeer.sending(state())) {
            joinAsLeader(hanging);
            join(healthy);
            long start = System.nanoTime();
            assertThat(readOne()).isEqualTo(ITEMS);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SILENCE_MAX, Duration.ofSeconds(5));
        }
    }

    @Test
    @DisplayName("B3.6 A peer that stops in the middle is asked last the next time")
    void aPeerThatStopsInTheMiddleIsAskedLast() throws IOException {
        byte[] whole = state();
        try (StatePeer stopping = StatePeer.stoppingBehind(Arrays.copyOf(whole, whole.length / 2));
                StatePeer healthy = StatePeer.sending(whole)) {
            joinAsLeader(stopping);
            join(healthy);
            long start = System.nanoTime();
            assertThatThrownBy(this::readOne)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("broke off")
                    .hasMessageContaining(String.valueOf(stopping.port()));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertThat(readOne()).isEqualTo(ITEMS);
        }
    }

    @Test
    void whoBrokeOffIsAskedAgainIfThereIsNobodyElse() throws IOException {
        byte[] whole = state();
        try (StatePeer stopping = StatePeer.stoppingBehind(Arrays.copyOf(whole, whole.length / 2))) {
            joinAsLeader(stopping);
            assertThatThrownBy(this::readOne).isInstanceOf(IOException.class);
            assertThatThrownBy(this::readOne).isInstanceOf(IOException.class);
        }
    }
}
