package dev.cairn.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.block.SegmentId;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What every segment store must do. */
abstract class SegmentStoreContract {

    private static final SegmentId ONE = new SegmentId(1);
    private static final SegmentId TWO = new SegmentId(0xF000_0000_0000_0002L);

    /** Opens the same volume again on each call. */
    abstract SegmentStore open(VolumeSettings settings) throws IOException;

    @Test
    void aSegmentIsThereFromItsCreationToItsDeletion() throws IOException {
        SegmentStore store = open(Fixture.UNLIMITED);
        assertThat(store.open(ONE)).isEmpty();
        try (DiskFile written = store.create(ONE)) {
            store.create(TWO).close();
            written.write(100, ByteBuffer.wrap(new byte[] {1, 2, 3}));
            try (DiskFile read = store.open(ONE).orElseThrow()) {
                ByteBuffer target = ByteBuffer.allocate(3);
                assertThat(read.read(100, target)).isEqualTo(3);
                assertThat(target.get(2)).isEqualTo((byte) 3);
                assertThat(store.segments()).containsExactly(ONE, TWO);
                store.delete(ONE);
                assertThat(read.read(100, ByteBuffer.allocate(3))).isEqualTo(3);
            }
        }
        assertThat(store.open(ONE)).isEmpty();
        store.delete(ONE);
        assertThat(store.segments()).containsExactly(TWO);
    }

    @Test
    void aSegmentIsCreatedOnce() throws IOException {
        SegmentStore store = open(Fixture.UNLIMITED);
        store.create(ONE).close();
        assertThatThrownBy(() -> store.create(ONE)).isInstanceOf(IOException.class);
    }

    @Test
    void theVolumeKeepsItsIdAndItsUse() throws IOException {
        SegmentStore store = open(Fixture.UNLIMITED);
        try (DiskFile file = store.create(ONE)) {
            store.take(ONE, 1000);
            file.write(999, ByteBuffer.wrap(new byte[1]));
            file.sync();
        }
        SegmentStore again = open(Fixture.UNLIMITED);
        assertThat(again.volume()).isEqualTo(store.volume());
        assertThat(again.usage().usedBytes()).isEqualTo(1000);
        assertThat(again.usage().segments()).isEqualTo(1);
        again.delete(ONE);
        assertThat(again.usage().usedBytes()).isZero();
        assertThat(again.usage().segments()).isZero();
    }

    @Test
    void roomEndsAtTheReserve() throws IOException {
        SegmentStore store = open(new VolumeSettings(1000, 100));
        store.create(ONE).close();
        store.take(ONE, 600);
        store.take(ONE, 300);
        assertThat(store.usage().totalBytes()).isEqualTo(900);
        assertThat(store.usage().freeBytes()).isZero();
        assertThatThrownBy(() -> store.take(ONE, 1))
                .isInstanceOfSatisfying(
                        CairnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENOSPC));
        store.giveBack(ONE, 200);
        store.take(ONE, 200);
        store.delete(ONE);
        assertThat(store.usage().freeBytes()).isEqualTo(900);
    }
}
