package dev.cairn.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Files on this side; {@code -} is standard input or output. */
final class LocalFile {

    private static final int COPY_BYTES = 1 << 16;

    private LocalFile() {}

    /** How many bytes there are; 0 for standard input, which nobody knows. */
    static long size(Path file) {
        try {
            return isStandard(file) ? 0 : Files.size(file);
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    static boolean isStandard(Path file) {
        return file.toString().equals("-");
    }

    /** The bytes {@code [offset, offset + length)} as a body, which tells its progress. */
    static BodyPublisher body(Path file, long offset, long length, Progress progress) {
        if (length == 0 && !isStandard(file)) {
            return BodyPublishers.noBody();
        }
        BodyPublisher bytes = BodyPublishers.ofInputStream(() -> open(file, offset, progress));
        return isStandard(file) ? bytes : BodyPublishers.fromPublisher(limited(file, offset, length, progress), length);
    }

    private static BodyPublisher limited(Path file, long offset, long length, Progress progress) {
        return BodyPublishers.ofInputStream(() -> new Part(open(file, offset, progress), length));
    }

    private static InputStream open(Path file, long offset, Progress progress) {
        try {
            InputStream in = isStandard(file) ? System.in : Files.newInputStream(file);
            in.skipNBytes(offset);
            return new Told(in, progress);
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    /** All of a small file. */
    static byte[] readAll(Path file) {
        try {
            return isStandard(file) ? System.in.readAllBytes() : Files.readAllBytes(file);
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    /** The lines of a file that are not blank. */
    static List<String> lines(Path file) {
        return new String(readAll(file), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    /** Writes a stream to a file, which is whole or not there. */
    static void write(Path file, InputStream in, Progress progress) {
        try {
            if (isStandard(file)) {
                copy(in, System.out, progress);
                System.out.flush();
                return;
            }
            Path whole = file.toAbsolutePath();
            Path part = Files.createTempFile(whole.getParent(), "." + whole.getFileName() + ".", ".part");
            try {
                try (OutputStream out = Files.newOutputStream(part)) {
                    copy(in, out, progress);
                }
                Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    private static void copy(InputStream in, OutputStream out, Progress progress) throws IOException {
        byte[] buffer = new byte[COPY_BYTES];
        int read;
        while ((read = in.read(buffer)) >= 0) {
            out.write(buffer, 0, read);
            progress.add(read);
        }
    }

    private static CommandFailure failure(Path file, IOException e) {
        return new CommandFailure(file + ": " + (e.getMessage() == null ? e : e.getMessage()), e);
    }

    /** Tells of what is read. */
    private static final class Told extends FilterInputStream {

        private final Progress progress;

        Told(InputStream in, Progress progress) {
            super(in);
            this.progress = progress;
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            int read = super.read(buffer, from, length);
            progress.add(Math.max(0, read));
            return read;
        }
    }

    /** Ends after a number of bytes. */
    private static final class Part extends FilterInputStream {

        private long left;

        Part(InputStream in, long length) {
            super(in);
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = super.read(buffer, from, (int) Math.min(left, length));
            left -= Math.max(0, read);
            return read;
        }
    }
}
