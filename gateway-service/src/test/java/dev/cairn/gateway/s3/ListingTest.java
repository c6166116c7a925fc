package dev.cairn.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listings are byte for byte what clients expect. */
class ListingTest {

    private static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>bucket</Name>";
    private static final String DATE = "<LastModified>2026-01-02T03:04:05.678Z</LastModified>";
    private static final String TAG = "<ETag>&quot;c4ca4238a0b923820dcc509a6f75849b&quot;</ETag><Size>1</Size>";
    private static final String OWNER = "<Owner><ID>0</ID><DisplayName>0</DisplayName></Owner>";
    private static final String CLASS = "<StorageClass>STANDARD</StorageClass>";

    private Endpoint endpoint;

    @BeforeEach
    void start() throws IOException {
        endpoint = new Endpoint();
        endpoint.put("/bucket", "");
        for (String key : new String[] {"a&b", "d/1", "d/2", "e%20f", "z%01"}) {
            endpoint.put("/bucket/" + key, "1");
        }
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    @Test
    void firstVersion() throws IOException {
        assertThat(list("delimiter=/&prefix=&max-keys=2"))
                .isEqualTo(HEAD + "<Prefix></Prefix><Marker></Marker><NextMarker>d/</NextMarker><MaxKeys>2</MaxKeys>"
                        + "<Delimiter>/</Delimiter><IsTruncated>true</IsTruncated>"
                        + "<Contents><Key>a&amp;b</Key>" + DATE + TAG + OWNER + CLASS + "</Contents>"
                        + "<CommonPrefixes><Prefix>d/</Prefix></CommonPrefixes></ListBucketResult>");
        assertThat(list("marker=d/&delimiter=/"))
                .isEqualTo(HEAD + "<Prefix></Prefix><Marker>d/</Marker><MaxKeys>1000</MaxKeys>"
                        + "<Delimiter>/</Delimiter><IsTruncated>false</IsTruncated>"
                        + "<Contents><Key>e f</Key>" + DATE + TAG + OWNER + CLASS + "</Contents>"
                        + "<Contents><Key>z&#1;</Key>" + DATE + TAG + OWNER + CLASS + "</Contents>"
                        + "</ListBucketResult>");
    }

    @Test
    void secondVersion() throws IOException {
        String first = list("list-type=2&max-keys=3&encoding-type=url");
        String token = first.replaceFirst("(?s).*<NextContinuationToken>(.*)</NextContinuationToken>.*", "$1");

        assertThat(first)
                .isEqualTo(HEAD + "<Prefix></Prefix><NextContinuationToken>" + token + "</NextContinuationToken>"
                        + "<KeyCount>3</KeyCount><MaxKeys>3</MaxKeys><EncodingType>url</EncodingType>"
                        + "<IsTruncated>true</IsTruncated>"
                        + "<Contents><Key>a%26b</Key>" + DATE + TAG + CLASS + "</Contents>"
                        + "<Contents><Key>d/1</Key>" + DATE + TAG + CLASS + "</Contents>"
                        + "<Contents><Key>d/2</Key>" + DATE + TAG + CLASS + "</Contents></ListBucketResult>");
        assertThat(list("list-type=2&encoding-type=url&fetch-owner=true&continuation-token=" + token))
                .isEqualTo(HEAD + "<Prefix></Prefix><ContinuationToken>" + token + "</ContinuationToken>"
                        + "<KeyCount>2</KeyCount><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType>"
                        + "<IsTruncated>false</IsTruncated>"
                        + "<Contents><Key>e%20f</Key>" + DATE + TAG + OWNER + CLASS + "</Contents>"
                        + "<Contents><Key>z%01</Key>" + DATE + TAG + OWNER + CLASS + "</Contents>"
                        + "</ListBucketResult>");
        assertThat(list("list-type=2&start-after=d/2&prefix=e&max-keys=5000"))
                .contains("<StartAfter>d/2</StartAfter>", "<KeyCount>1</KeyCount><MaxKeys>1000</MaxKeys>");
        assertThat(list("list-type=2&max-keys=0"))
                .contains("<KeyCount>0</KeyCount>", "<IsTruncated>false</IsTruncated>");
    }

    @Test
    void offlineObjectsShowTheirClassAndTheirRestore() throws IOException {
        endpoint.volume.release("bucket", "d/1");
        Map<String, String> wish = Map.of("x-amz-optional-object-attributes", "RestoreStatus");

        assertThat(list("prefix=d/1"))
                .contains("<StorageClass>GLACIER</StorageClass>")
                .doesNotContain("RestoreStatus");
        endpoint.post("/bucket/d/1", "restore", "<RestoreRequest><Days>1</Days></RestoreRequest>");
        assertThat(endpoint.call("GET", "/bucket", "prefix=d/1", wish, new byte[0])
                        .text())
                .contains("<RestoreStatus><IsRestoreInProgress>true</IsRestoreInProgress></RestoreStatus>");
        endpoint.volume.stage("bucket", "d/1", new byte[] {'1'}, Instant.parse("2026-03-01T00:00:00Z"));
        assertThat(endpoint.call("GET", "/bucket", "prefix=d/1", wish, new byte[0])
                        .text())
                .contains("<StorageClass>STANDARD</StorageClass><RestoreStatus>"
                        + "<IsRestoreInProgress>false</IsRestoreInProgress>"
                        + "<RestoreExpiryDate>2026-03-01T00:00:00.000Z</RestoreExpiryDate></RestoreStatus>");
    }

    private String list(String query) throws IOException {
        return endpoint.call("GET", "/bucket", query, Map.of(), new byte[0]).text();
    }
}
