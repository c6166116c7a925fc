package dev.cairn.standalone.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The note of a started process: {@code PID STARTED}. After a crash of the machine, or long after the process has ended,
 * its number may be another's; that one began at another time.
 *
 * @param started as {@link ProcessTable.Entry#started}
 */
record PidFile(long pid, String started) {

    /** What stands there; empty if nothing does, or nothing that makes sense. */
    static Optional<PidFile> read(Path file) {
        try {
            String[] parts = Files.readString(file).strip().split(" ", 2);
            return parts.length == 2 ? Optional.of(new PidFile(Long.parseLong(parts[0]), parts[1])) : Optional.empty();
        } catch (IOException | NumberFormatException noted) {
            return Optional.empty();
        }
    }

    void write(Path file) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, pid + " " + started + "\n");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
