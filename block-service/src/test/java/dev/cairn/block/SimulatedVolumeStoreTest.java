package dev.cairn.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.block.SegmentId;
import dev.cairn.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SimulatedVolumeStoreTest extends SegmentStoreContract {

    private final SimulatedDisk disk = new SimulatedDisk();

    @Override
    SegmentStore open(VolumeSettings settings) throws IOException {
        return VolumeStore.open(disk, null, settings, Fixture.ENDLESS);
    }

    @Test
    void creationDeletionAndTheIdOutliveACrash() throws IOException {
        Random random = Fixture.random();
        for (int round = 0; round < 50; round++) {
            SegmentStore store = open(Fixture.UNLIMITED);
            store.create(new SegmentId(round)).close();
            disk.crash(random);
            SegmentStore again = open(Fixture.UNLIMITED);
            assertThat(again.volume()).isEqualTo(store.volume());
            assertThat(again.segments()).containsExactly(new SegmentId(round));
            again.delete(new SegmentId(round));
            disk.crash(random);
        }
        assertThat(open(Fixture.UNLIMITED).segments()).isEmpty();
    }
}
