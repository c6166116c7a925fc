package dev.cairn.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.testkit.FaultInjector;
import dev.cairn.testkit.FaultInjector.Fault;
import dev.cairn.testkit.FaultPoint;
import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A log whose every step at the disk, of appends, of new segments, of the epoch file, of trims and of recoveries, is once the
 * one at which something happens; and whose every byte is once the one that is damaged.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FileLogStepsTest {

    private static final int SEGMENT_BYTES = 500;
    private static final int TERMS = 3;
    private static final int ENTRIES_A_TERM = 9;

    private final Random random = new Random(Seeds.next());
    private SimulatedDisk disk = new SimulatedDisk();

    /** What was appended, by index from 1, and how much of it was acknowledged. */
    private final List<byte[]> appended = new ArrayList<>();

    private long acknowledged;
    private Position trimmed = Position.START;
    private long epoch;

    @ParameterizedTest
    @EnumSource
    void whateverHappensAtAnyStep(Fault fault) throws IOException {
        boolean isThrough = false;
        int step = 0;
        while (!isThrough) {
            step++;
            disk = new SimulatedDisk();
            appended.clear();
            acknowledged = 0;
            trimmed = Position.START;
            epoch = 0;
            String[] where = {"no step"};
            var point = new FaultPoint("step " + step, "log", at -> {
                where[0] = at.toString();
                return true;
            });
            SimulatedDisk mine = disk;
            var injector = new FaultInjector(point, fault, step, () -> mine.crash(random));
            injector.watch("log", disk);
            // A log that failed is opened again by the next term, on what is still there.
            while (epoch < TERMS) {
                runTerms(injector);
            }
            injector.heal();
            isThrough = !injector.hasStruck();
            String as = fault + " at step " + step + ", " + where[0];
            verify(as);
            disk.crash(random);
            verify(as + ", and the power goes");
        }
        assertThat(step).as("steps").isGreaterThan(80);
    }

    private void runTerms(FaultInjector injector) {
        try (FileLog log = FileLog.on(disk, SEGMENT_BYTES)) {
            while (epoch < TERMS) {
                runTerm(log);
            }
        } catch (IOException | CairnException | CompletionException failed) {
            assertThat(injector.hasStruck()).as(failed.toString()).isTrue();
            epoch++;
        }
    }

    private void runTerm(FileLog log) throws IOException {
        Appender appender = log.open(new Epoch(++epoch));
        settleEnd(log);
        for (int i = 0; i < ENTRIES_A_TERM; i++) {
            byte[] entry = new byte[60 + 10 * i];
            random.nextBytes(entry);
            appended.add(entry);
            Position position = appender.append(entry).join();
            assertThat(position.index()).isEqualTo(appended.size());
            acknowledged = position.index();
            if (i == ENTRIES_A_TERM / 2) {
                trimmed = log.end();
                log.trim(trimmed);
            }
        }
    }

    /** What was not acknowledged is there or not, once and for all. */
    private void settleEnd(FileLog log) {
        long end = log.end().index();
        assertThat(end).isBetween(acknowledged, (long) appended.size());
        while (appended.size() > end) {
            appended.removeLast();
        }
        acknowledged = end;
    }

    /** Opens the log in a term of its own, reads all of it, and appends. */
    private void verify(String as) throws IOException {
        try (FileLog log = FileLog.on(disk, SEGMENT_BYTES)) {
            assertThat(log.end().index()).as(as).isBetween(acknowledged, (long) appended.size());
            Appender appender = log.open(new Epoch(100 + ++epoch));
            settleEnd(log);
            assertHolds(as, log);
            byte[] entry = {1, 2, 3};
            appended.add(entry);
            acknowledged = appender.append(entry).join().index();
            assertThat(acknowledged).as(as).isEqualTo(appended.size());
            assertHolds(as, log);
        }
    }

    private void assertHolds(String as, FileLog log) throws IOException {
        try (LogReader reader = log.read(trimmed)) {
            for (long index = trimmed.index() + 1; index <= appended.size(); index++) {
                LogEntry entry = reader.next();
                assertThat(entry).as(as).isNotNull();
                assertThat(entry.position().index()).as(as).isEqualTo(index);
                assertThat(entry.content()).as(as).isEqualTo(appended.get((int) index - 1));
            }
            assertThat(reader.next()).as(as).isNull();
        }
    }

    @Test
    void aFlippedBitInAnyByteIsNamedOrCutsTheLastWriteOrHarmsNothing() throws IOException {
        try (FileLog log = FileLog.on(disk, SEGMENT_BYTES)) {
            Appender appender = log.open(new Epoch(1));
            for (int i = 0; i < 3 * ENTRIES_A_TERM; i++) {
                byte[] entry = ByteBuffer.allocate(40).putInt(0, i).array();
                appended.add(entry);
                appender.append(entry).join();
            }
        }
        int refused = 0;
        int cut = 0;
        List<String> segments = disk.names().stream()
                .filter(name -> name.endsWith(".log"))
                .sorted()
                .toList();
        assertThat(segments).hasSizeGreaterThan(3);
        for (String name : segments) {
            for (long at = 0; at < disk.sizeOf(name); at++) {
                long bit = 8 * at + random.nextInt(8);
                disk.flipBit(name, bit);
                try {
                    long found = readAll();
                    if (found < appended.size()) {
                        // Nothing vouches for the last write but itself.
                        assertThat(found).isEqualTo(appended.size() - 1);
                        assertThat(name).isEqualTo(segments.getLast());
                        cut++;
                    }
                } catch (CairnException damage) {
                    assertThat(damage.code()).as(damage.getMessage()).isEqualTo(ErrorCode.CORRUPT);
                    assertThat(damage.getMessage()).containsAnyOf(name, "was acknowledged and is damaged");
                    refused++;
                }
                disk.flipBit(name, bit);
            }
        }
        assertThat(readAll()).isEqualTo(appended.size());
        assertThat(refused).isGreaterThan(appended.size() * 40);
        assertThat(cut).isBetween(1, LogFrame.HEADER_BYTES + 40);
    }

    /** How many entries there are; each must be the one that was appended. */
    private long readAll() throws IOException {
        try (FileLog log = FileLog.on(disk, SEGMENT_BYTES);
                LogReader reader = log.read(Position.START)) {
            long count = 0;
            LogEntry entry;
            while ((entry = reader.next()) != null) {
                assertThat(entry.content()).isEqualTo(appended.get((int) count));
                count++;
            }
            return count;
        }
    }
}
