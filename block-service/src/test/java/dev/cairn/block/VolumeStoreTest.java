package dev.cairn.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.block.SegmentId;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumeStoreTest extends SegmentStoreContract {

    @TempDir
    Path folder;

    @Override
    SegmentStore open(VolumeSettings settings) throws IOException {
        return VolumeStore.open(folder, settings);
    }

    @Test
    void segmentsAreFilesOfTheFolder() throws IOException {
        SegmentStore store = open(Fixture.UNLIMITED);
        store.create(new SegmentId(26)).close();
        assertThat(store.file(new SegmentId(26))).contains(folder.resolve("000000000000001a.seg"));
        assertThat(folder.resolve("000000000000001a.seg")).exists();
    }

    @Test
    void otherFilesAreLeftAlone() throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "x");
        assertThat(open(Fixture.UNLIMITED).segments()).isEmpty();
        assertThat(folder.resolve("notes.txt")).exists();
    }

    @Test
    void aDamagedIdentityIsRefused() throws IOException {
        open(Fixture.UNLIMITED);
        byte[] stored = Files.readAllBytes(folder.resolve("volume"));
        stored[10] ^= 1;
        Files.write(folder.resolve("volume"), stored);
        assertThatThrownBy(() -> open(Fixture.UNLIMITED))
                .isInstanceOfSatisfying(
                        CairnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT));
    }

    @Test
    void aFileSystemWithoutRoomShowsBeforeDataIsTaken() throws IOException {
        VolumeSettings allOfTheDisk =
                new VolumeSettings(Long.MAX_VALUE, Files.getFileStore(folder).getTotalSpace());
        SegmentStore store = open(allOfTheDisk);
        store.create(new SegmentId(1)).close();
        assertThatThrownBy(() -> store.take(new SegmentId(1), 1))
                .isInstanceOfSatisfying(
                        CairnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENOSPC));
    }
}
