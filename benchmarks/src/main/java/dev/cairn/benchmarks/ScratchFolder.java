package dev.cairn.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** A folder that goes away with everything in it. */
record ScratchFolder(Path path) implements AutoCloseable {

    static ScratchFolder below(Path parent) throws IOException {
        return new ScratchFolder(Files.createTempDirectory(parent, "cairn-benchmark-"));
    }

    @Override
    public void close() throws IOException {
        List<Path> all;
        try (var files = Files.walk(path)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }
}
