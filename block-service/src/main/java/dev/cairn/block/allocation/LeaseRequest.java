package dev.cairn.block.allocation;

/**
 * What an instance asks for.
 *
 * @param writer who will append
 * @param volume where it wants to write
 * @param zone where it stands
 * @param bytesWanted size of the segment
 * @param bytesLeast a segment smaller than this is of no use
 */
public record LeaseRequest(WriterId writer, VolumeId volume, String zone, long bytesWanted, long bytesLeast) {

    public LeaseRequest {
        if (bytesLeast < 1 || bytesWanted < bytesLeast) {
            throw new IllegalArgumentException("impossible sizes: wanted " + bytesWanted + " least " + bytesLeast);
        }
    }
}
