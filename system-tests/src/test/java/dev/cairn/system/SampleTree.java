package dev.cairn.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Trees of files as machines have them: copied from this one, with some files that clients stumble over. */
final class SampleTree {

    private static final List<Path> SOURCES = List.of(Path.of(System.getProperty("java.home")), Path.of("/usr/share"));
    /** So that no few files use up what all may have together. */
    private static final long FILE_BYTES_MAX = 64 << 10;
    /** Every client sends it in parts. */
    private static final int LARGE_BYTES = 17_000_001;

    private static final Pattern PLAIN = Pattern.compile("[\\x21-\\x7e ]+");
    private static final List<String> ODD_NAMES = List.of(
            "a file with spaces",
            "plus+and&amp;%41 percent",
            "quote'quote\"",
            "tilde~(1)[2]{3}",
            "comma,semicolon;equals=",
            "dir.txt/nested/deep",
            "dir.txt!",
            "gr\u00fc\u00df\u00e9-\u6587\u4ef6",
            "\ud83d\uddc4");

    private SampleTree() {}

    /** Fills a folder with {@code files} files of at most about {@code bytesMax} bytes together. */
    static void fill(Path folder, int files, long bytesMax) throws IOException {
        var random = new Random(1);
        int count = 0;
        write(folder.resolve("large.bin"), random, LARGE_BYTES);
        write(folder.resolve("block.bin"), random, 4_096);
        write(folder.resolve("empty"), random, 0);
        count += 3;
        Charset names = Charset.forName(System.getProperty("sun.jnu.encoding"));
        for (String name : ODD_NAMES) {
            if (names.newEncoder().canEncode(name)) {
                write(folder.resolve("odd").resolve(name), random, 100);
                count++;
            }
        }
        long bytes = LARGE_BYTES;
        for (Path source : sources(random)) {
            long size = Files.size(source);
            if (count == files) {
                return;
            }
            if (bytes + size <= bytesMax) {
                Path target = folder.resolve("tree" + source);
                Files.createDirectories(target.getParent());
                Files.copy(source, target, LinkOption.NOFOLLOW_LINKS);
                count++;
                bytes += size;
            }
        }
        while (count < files) {
            write(folder.resolve("made/" + count % 100 + "/" + count), random, random.nextInt(2_000));
            count++;
        }
    }

    /** Every file of a tree with its size, by its path. */
    static Map<String, Long> sizes(Path folder) {
        Map<String, Long> sizes = new TreeMap<>();
        try (var files = Files.walk(folder)) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> sizes.put(folder.relativize(file).toString(), size(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sizes;
    }

    /** Where two trees differ; empty if nowhere. */
    static List<String> differences(Path wanted, Path found) throws IOException {
        List<String> differences = new ArrayList<>();
        Map<String, Long> left = sizes(wanted);
        Map<String, Long> right = sizes(found);
        for (String name : left.keySet()) {
            if (!right.containsKey(name)) {
                differences.add("missing: " + name);
            } else if (Files.mismatch(wanted.resolve(name), found.resolve(name)) >= 0) {
                differences.add("changed: " + name);
            }
        }
        right.keySet().stream()
                .filter(name -> !left.containsKey(name))
                .forEach(name -> differences.add("new: " + name));
        return differences;
    }

    private static List<Path> sources(Random random) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path source : SOURCES) {
            Files.walkFileTree(source, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile()
                            && attributes.size() <= FILE_BYTES_MAX
                            && PLAIN.matcher(file.toString()).matches()
                            && Files.isReadable(file)) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        Collections.sort(found);
        Collections.shuffle(found, random);
        return found;
    }

    private static void write(Path file, Random random, int length) throws IOException {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
