package dev.cairn.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.block.Location;
import dev.cairn.api.block.SegmentId;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import dev.cairn.testkit.Await;
import dev.cairn.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A disk that fails costs the appends it fails, never an acknowledged one, and no later one once it works again. */
class DiskFaultTest {

    private final SimulatedDisk disk = new SimulatedDisk();
    private final MemoryLeases leases = new MemoryLeases();
    private final AtomicInteger syncFailures = new AtomicInteger();

    @Test
    void aFailureAtAnyStepIsContained() throws IOException {
        Random random = Fixture.random();
        List<byte[]> data = new ArrayList<>();
        List<List<Location>> acknowledged = new ArrayList<>();
        for (int step = 1; step < 40; step++) {
            LocalBlockService service = open();
            disk.failFrom(step);
            for (int size : new int[] {100, 400_000, 5_000, 1_500_000}) {
                byte[] body = Fixture.bytes(random, size);
                try {
                    acknowledged.add(service.append(1, 0, Fixture.known(body), Fixture.soon()));
                    data.add(body);
                } catch (CairnException failed) {
                    assertThat(failed.code()).isEqualTo(ErrorCode.EIO);
                }
            }
            disk.heal();
            byte[] after = Fixture.bytes(random, 1000);
            acknowledged.add(service.append(1, 0, Fixture.known(after), Fixture.soon()));
            data.add(after);
            service.close();
        }
        assertThat(syncFailures.get()).isPositive();
        LocalBlockService service = open();
        for (int i = 0; i < data.size(); i++) {
            assertThat(Fixture.read(service, acknowledged.get(i))).isEqualTo(data.get(i));
        }
        service.close();
    }

    @Test
    void aSegmentTakesNothingAfterAFailedSync() throws IOException {
        LocalBlockService service = open();
        SegmentId first = append(service).segment();
        // The write works, the sync does not.
        disk.failFrom(2);
        assertThatThrownBy(() -> append(service))
                .isInstanceOfSatisfying(
                        CairnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.EIO));
        disk.heal();
        assertThat(append(service).segment()).isNotEqualTo(first);
        Await.until("the failed segment is sealed", () -> leases.sealed().containsKey(first));
        service.close();
    }

    @Test
    void aFullDiskShowsAsSuch() throws IOException {
        LocalBlockService service = open();
        append(service);
        disk.limitTo(2_000);
        assertThatThrownBy(() -> append(service))
                .isInstanceOfSatisfying(
                        CairnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENOSPC));
        disk.heal();
        append(service);
        service.close();
    }

    private static Location append(LocalBlockService service) throws IOException {
        return service.append(1, 0, Fixture.known(new byte[1_500]), Fixture.soon())
                .getFirst();
    }

    private LocalBlockService open() throws IOException {
        BlockMonitor counting = new BlockMonitor() {
            @Override
            public void syncFailed(SegmentId segment, Throwable cause) {
                syncFailures.incrementAndGet();
            }
        };
        VolumeStore store = VolumeStore.open(disk, null, Fixture.UNLIMITED, Fixture.ENDLESS);
        return LocalBlockService.start(Fixture.settings(), store, leases, TimeSource.system(), counting);
    }
}
