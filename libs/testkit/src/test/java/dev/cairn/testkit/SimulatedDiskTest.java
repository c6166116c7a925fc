package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.kernel.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The simulated disk keeps exactly what a real one promises to keep. */
class SimulatedDiskTest {

    private static final int SECTOR_BYTES = 512;

    private final Random random = new Random(Seeds.next());
    private final SimulatedDisk disk = new SimulatedDisk();

    @Test
    void syncedBytesUnderASyncedNameSurvive() throws IOException {
        DiskFile file = disk.open("a");
        file.write(0, filled(2_000, 1));
        file.sync();
        disk.syncNames();
        for (int round = 0; round < 20; round++) {
            disk.crash(random);
            assertThat(content("a")).containsOnly(1).hasSize(2_000);
        }
    }

    @Test
    void unsyncedWritesSurviveWholeInSectorsOrNotAtAll() throws IOException {
        Set<Integer> survivors = new HashSet<>();
        for (int round = 0; round < 200; round++) {
            SimulatedDisk fresh = new SimulatedDisk();
            DiskFile file = fresh.open("a");
            file.write(0, filled(4 * SECTOR_BYTES, 1));
            file.sync();
            fresh.syncNames();
            file.write(0, filled(4 * SECTOR_BYTES, 2));
            fresh.crash(random);
            int pattern = 0;
            byte[] after = content(fresh, "a");
            for (int sector = 0; sector < 4; sector++) {
                byte first = after[sector * SECTOR_BYTES];
                assertThat(Arrays.copyOfRange(after, sector * SECTOR_BYTES, (sector + 1) * SECTOR_BYTES))
                        .containsOnly(first);
                pattern = pattern * 2 + (first == 2 ? 1 : 0);
            }
            survivors.add(pattern);
        }
        assertThat(survivors).contains(0, 15).hasSizeGreaterThan(6);
    }

    @Test
    void unsyncedNamesAreUndoneOneByOne() throws IOException {
        Set<Set<String>> outcomes = new HashSet<>();
        for (int round = 0; round < 200; round++) {
            SimulatedDisk fresh = new SimulatedDisk();
            fresh.open("old");
            fresh.syncNames();
            fresh.rename("old", "new");
            fresh.open("other");
            fresh.crash(random);
            outcomes.add(new HashSet<>(fresh.names()));
        }
        assertThat(outcomes)
                .containsExactlyInAnyOrder(
                        Set.of("old"), Set.of("new"), Set.of("old", "other"), Set.of("new", "other"));
    }

    @Test
    void whatAFailedSyncDroppedIsSeenUntilTheCrashAndNeverDurable() throws IOException {
        DiskFile file = disk.open("a");
        file.write(0, filled(100, 1));
        file.sync();
        disk.syncNames();
        file.write(0, filled(100, 2));
        disk.failOnce(1);
        assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
        file.sync();
        assertThat(content("a")).containsOnly(2);
        disk.crash(random);
        assertThat(content("a")).containsOnly(1);
    }

    @Test
    void filesOpenedBeforeACrashAreDead() {
        DiskFile file = disk.open("a");
        disk.crash(random);
        assertThatThrownBy(() -> file.write(0, filled(1, 1))).isInstanceOf(IOException.class);
    }

    @Test
    void aFullDiskRefusesGrowthAndNothingElse() throws IOException {
        DiskFile file = disk.open("a");
        file.write(0, filled(100, 1));
        disk.limitTo(100);
        file.write(50, filled(50, 2));
        assertThatThrownBy(() -> file.write(51, filled(50, 3))).hasMessageContaining("No space left");
        disk.heal();
        file.write(51, filled(50, 3));
        assertThat(file.size()).isEqualTo(101);
    }

    @Test
    void aFlippedBitStaysFlipped() throws IOException {
        DiskFile file = disk.open("a");
        file.write(0, filled(10, 0));
        file.sync();
        disk.syncNames();
        disk.flipBit("a", 8 * 3 + 1);
        disk.crash(random);
        assertThat(content("a")[3]).isEqualTo((byte) 2);
    }

    private byte[] content(String name) throws IOException {
        return content(disk, name);
    }

    private static byte[] content(SimulatedDisk disk, String name) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) disk.sizeOf(name));
        disk.open(name).read(0, buffer);
        return buffer.array();
    }

    private static ByteBuffer filled(int count, int value) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        return ByteBuffer.wrap(bytes);
    }
}
