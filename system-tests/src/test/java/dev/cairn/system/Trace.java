package dev.cairn.system;

import java.util.regex.Pattern;

/**
 * Whatever a request could leave behind, as far as clients can see.
 *
 * @param objects the listing of a bucket
 * @param uploads the listing of its uploads
 * @param buckets all of them
 * @param changes the feed of changes, in which every inode stands once
 * @param waiting who waits for offline data
 * @param usedBytes of the volume
 */
record Trace(String objects, String uploads, String buckets, String changes, String waiting, String usedBytes) {

    private static final Pattern INODE = Pattern.compile("\"inode\"");

    static Trace of(SignedCalls s3, Rest rest, String bucket) {
        return new Trace(
                s3.get(bucket, "list-type=2").text(),
                s3.get(bucket, "uploads").text(),
                s3.get("/", "").text(),
                rest.get("/v1/changes?index=meta").expect(200).json().toString(),
                rest.get("/v1/waiting").expect(200).json().toString(),
                rest.get("/v1/volume").expect(200).json().get("usedBytes").asString());
    }

    /** Inodes that exist. */
    long inodes() {
        return INODE.matcher(changes).results().count();
    }

    /** The same but for the feed. */
    Trace withChanges(String others) {
        return new Trace(objects, uploads, buckets, others, waiting, usedBytes);
    }
}
