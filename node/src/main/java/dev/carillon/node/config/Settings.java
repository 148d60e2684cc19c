package dev.carillon.node.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table of everything that can be configured, in the order of the reference file. */
public final class Settings {
    /** What every environment variable of ours begins with. */
    public static final String ENVIRONMENT_PREFIX = "CARILLON_";

    public static final Setting LISTEN_HOST = Setting.text(
            "listen.host",
            "127.0.0.1",
            "Address that clients connect to. Other than loopback only with listen.plaintext, until TLS comes.");
    public static final Setting LISTEN_PORT =
            number("listen.port", "7400", "0", "65535", "Port that clients connect to; 0 takes a free one.");
    public static final Setting LISTEN_PLAINTEXT = Setting.yesNo(
            "listen.plaintext",
            false,
            "Allows listen.host and http.host beyond loopback. Everyone on the way can then read and change all traffic.");

    public static final Setting HTTP_HOST =
            Setting.text("http.host", "127.0.0.1", "Address of /metrics, /healthz and /readyz.");
    public static final Setting HTTP_PORT = number(
            "http.port",
            "7480",
            "-1",
            "65535",
            "Port of /metrics, /healthz and /readyz; 0 takes a free one, -1 is off.");

    public static final Setting ADMIN_HOST = Setting.text(
            "admin.host",
            "127.0.0.1",
            "Address of the admin service, for 'carillon ring', 'carillon user' and the like. Beyond loopback only with"
                    + " peer.certificates.");
    public static final Setting ADMIN_PORT =
            number("admin.port", "7490", "-1", "65535", "Port of the admin service; 0 takes a free one, -1 is off.");

    public static final Setting DATA_FOLDER = Setting.path(
            "data.folder", "carillon-data", "Where everything durable lies. One node at a time may use it.");
    public static final Setting DATA_PARTITIONS = power(
            "data.partitions",
            "64",
            "1",
            "4096",
            "Number of partitions; fixed when the data folder is created, so a later change is refused.");
    public static final Setting DATA_DURABILITY = Setting.choice(
            "data.durability",
            "What an ack means. sync: on disk. interval: on disk after data.sync-interval, so that a power cut loses up"
                    + " to that much of what was acked. none: whenever the system writes it, so that a power cut loses"
                    + " up to about half a minute.",
            "sync",
            "interval",
            "none");
    public static final Setting DATA_SYNC_INTERVAL =
            time("data.sync-interval", "100ms", "1ms", "10s", "Time between syncs with data.durability: interval.");
    public static final Setting DATA_SEGMENT =
            bytes("data.segment", "64MiB", "64KiB", "1GiB", "Size of a segment of the log, preallocated and recycled.");

    public static final Setting DATA_FORMAT_MAX = number(
            "data.format-max",
            "0",
            "0",
            "1000",
            "The newest format of log entries that this node takes part in; 0: the newest that it knows. While a node of a"
                    + " cluster names an older one nobody writes a newer one, and every node can go back to a build that"
                    + " knows no newer one. Never below what is in use.");

    public static final Setting DATA_WARN_FREE = bytes(
            "data.warn-free",
            "2GiB",
            "0",
            "1024GiB",
            "Free bytes of the data folder's disk below which the log warns; 0: never.");
    public static final Setting DATA_STOP_SENDS_FREE = bytes(
            "data.stop-sends-free",
            "512MiB",
            "0",
            "1024GiB",
            "Free bytes below which this node takes no sends (STORAGE_FULL, clients try again) until an eighth more is free;"
                    + " reads, acks and everything else go on. 0: never.");

    public static final Setting STATE_OVERLAY_BYTES = bytes(
            "state.overlay-bytes",
            "256MiB",
            "1MiB",
            "64GiB",
            "Memory of one loop for state that RocksDB does not have yet; above it sends are refused for a while.");
    public static final Setting STATE_FREEZE_BYTES = bytes(
            "state.freeze-bytes",
            "4MiB",
            "4KiB",
            "1GiB",
            "Changes of one partition that are worth writing to RocksDB together.");
    public static final Setting STATE_FREEZE_AGE =
            time("state.freeze-age", "10s", "100ms", "10m", "Age at which changes are written to RocksDB however few.");
    public static final Setting STATE_FLUSH_BYTES = bytes(
            "state.flush-bytes", "32MiB", "64KiB", "4GiB", "What was written to RocksDB, and is then flushed to disk.");
    public static final Setting STATE_FLUSH_AGE =
            time("state.flush-age", "10s", "100ms", "10m", "The same by age; the log is kept until a flush.");
    public static final Setting STATE_LOG_BYTES = bytes(
            "state.log-bytes",
            "512MiB",
            "1MiB",
            "1024GiB",
            "Log of one loop that a start may have to read again; above it partitions are written for its sake.");
    public static final Setting STATE_BLOCK_CACHE = bytes(
            "state.block-cache",
            "128MiB",
            "8MiB",
            "1024GiB",
            "Memory of RocksDB for what it has read, with its indexes, and with the write buffers.");
    public static final Setting STATE_WRITE_BUFFERS = bytes(
            "state.write-buffers",
            "96MiB",
            "1MiB",
            "64GiB",
            "Memory of RocksDB for what it has not flushed, a part of state.block-cache.");

    public static final Setting AUTH_KEY_FILE = Setting.path(
            "auth.key-file",
            "",
            "Keys that clients' tokens are signed with: made by 'carillon token init', lines of id:key. Keep it to"
                    + " yourself (mode 600).");
    public static final Setting AUTH_INSECURE_DEV = Setting.yesNo(
            "auth.insecure-dev",
            false,
            "Lets anyone log in as anyone, without a signature. For trying things out, on loopback only.");

    public static final Setting CLUSTER_FILE = Setting.path(
            "cluster.file",
            "",
            "The nodes of the cluster, the same file on each; made by 'carillon cluster init'. Empty: a node that is alone.");
    public static final Setting CLUSTER_NODE =
            number("cluster.node", "0", "0", "65535", "Which node of the cluster file this is.");
    public static final Setting CLUSTER_JOIN = Setting.text(
            "cluster.join",
            "",
            "Where nodes of a running cluster answer others, HOST:PORT with commas between them: for a node that comes"
                    + " later, instead of cluster.file. 'carillon node add' must have named it before.");
    public static final Setting CLUSTER_ID =
            Setting.text("cluster.id", "", "The cluster that a node with cluster.join belongs to.");
    public static final Setting CLUSTER_REPAIR_AFTER = time(
            "cluster.repair-after",
            "15m",
            "0s",
            "30d",
            "How long a node must be silent until what it held is copied to others, if there are enough; 0s: never. The same"
                    + " on each node.");
    public static final Setting PEER_CERTIFICATES = Setting.path(
            "peer.certificates",
            "",
            "Folder with node.key, node.crt and ca.crt for speaking to other nodes ('carillon cert issue'). Without it"
                    + " nodes speak in plaintext, on loopback only.");
    public static final Setting PEER_PLAINTEXT = Setting.yesNo(
            "peer.plaintext",
            false,
            "Allows plaintext between nodes beyond loopback: anyone on that network can pose as a node and read all.");

    public static final Setting THREADS_LOOPS = number(
            "threads.loops",
            "0",
            "0",
            "64",
            "Partition loops; 0 means as many as the data folder has, and in a new one one per two cores, at least one."
                    + " Another number than the folder has moves everything from the logs into the state at the start.");
    public static final Setting THREADS_EVENT_LOOPS = number(
            "threads.event-loops",
            "0",
            "0",
            "64",
            "Event loops for sockets; in a cluster's node partition loops run on them, too. 0 means one per two cores, in a"
                    + " cluster's node three per four cores, and one at least.");

    public static final Setting LIMITS_CONNECTIONS =
            number("limits.connections", "100000", "1", "10000000", "Open connections of this node.");
    public static final Setting LIMITS_CONNECTIONS_PER_ADDRESS = number(
            "limits.connections-per-address",
            "10000",
            "0",
            "10000000",
            "Open connections from one address (IPv6: one /64); 0 for no limit.");
    public static final Setting LIMITS_HELLO_TIMEOUT =
            time("limits.hello-timeout", "5s", "100ms", "60s", "From a connection's start to its whole HELLO.");
    public static final Setting LIMITS_FRAME =
            bytes("limits.frame", "64KiB", "1KiB", "64KiB", "Largest frame; before the HELLO it is 512 bytes.");
    public static final Setting LIMITS_FRAME_TIMEOUT =
            time("limits.frame-timeout", "10s", "100ms", "10m", "From a frame's first byte to its last.");
    public static final Setting LIMITS_KEEPALIVE = time(
            "limits.keepalive",
            "30s",
            "1s",
            "1h",
            "Silence after which a client sends a sign of life; after three times that its connection is closed.");
    public static final Setting LIMITS_SLOW_READER_BYTES = bytes(
            "limits.slow-reader-bytes",
            "4MiB",
            "64KiB",
            "1GiB",
            "Bytes waiting for one client to read them, beyond which its connection is closed.");
    public static final Setting LIMITS_SLOW_READER_TIMEOUT = time(
            "limits.slow-reader-timeout",
            "30s",
            "1s",
            "1h",
            "How long a client may read nothing while bytes wait for it.");
    public static final Setting LIMITS_SEND_WINDOW_MESSAGES = number(
            "limits.send-window-messages", "256", "1", "32767", "Messages a device may have sent without their ack.");
    public static final Setting LIMITS_SEND_WINDOW_BYTES =
            bytes("limits.send-window-bytes", "1MiB", "64KiB", "1GiB", "The same in payload bytes.");
    public static final Setting LIMITS_INBOX_MESSAGES = number(
            "limits.inbox-messages",
            "100000",
            "1",
            "100000000",
            "Messages kept for a user who does not fetch them; senders then hear INBOX_FULL.");
    public static final Setting LIMITS_INBOX_BYTES =
            bytes("limits.inbox-bytes", "64MiB", "64KiB", "64GiB", "The same in bytes.");
    public static final Setting LIMITS_INBOX_AGE =
            time("limits.inbox-age", "30d", "1m", "3650d", "How long a message waits to be fetched.");
    public static final Setting LIMITS_OUTBOX_MESSAGES = number(
            "limits.outbox-messages",
            "200000",
            "1",
            "100000000",
            "Messages waiting from one partition for another; above it sends to that one are refused for a while.");
    public static final Setting LIMITS_DEVICES_PER_USER =
            number("limits.devices-per-user", "8", "1", "64", "Devices that a user may have.");
    public static final Setting LIMITS_DEVICE_ABSENCE = time(
            "limits.device-absence",
            "90d",
            "1h",
            "3650d",
            "Absence after which a device no longer holds messages back and must enrol anew.");

    public static final Setting STOP_TIMEOUT = time(
            "stop.timeout",
            "10s",
            "1s",
            "10m",
            "How long a clean stop may take before it is cut short (nothing acked is lost).");
    public static final Setting STOP_RECONNECT_AFTER =
            time("stop.reconnect-after", "1s", "0ms", "10m", "When clients are asked to come back after a clean stop.");
    public static final Setting STOP_RECONNECT_JITTER =
            time("stop.reconnect-jitter", "2s", "0ms", "10m", "Over how long a time they are asked to spread.");

    public static final Setting STOP_SUPERVISED = Setting.yesNo(
            "stop.supervised",
            false,
            "Whether whoever started the node starts it again when it ends with exit code 72; 'carillon node --supervised' does."
                    + " Without it no operator can restart the node.");

    private static final List<Setting> ALL = List.of(
            LISTEN_HOST,
            LISTEN_PORT,
            LISTEN_PLAINTEXT,
            HTTP_HOST,
            HTTP_PORT,
            ADMIN_HOST,
            ADMIN_PORT,
            DATA_FOLDER,
            DATA_PARTITIONS,
            DATA_DURABILITY,
            DATA_SYNC_INTERVAL,
            DATA_SEGMENT,
            DATA_FORMAT_MAX,
            DATA_WARN_FREE,
            DATA_STOP_SENDS_FREE,
            STATE_OVERLAY_BYTES,
            STATE_FREEZE_BYTES,
            STATE_FREEZE_AGE,
            STATE_FLUSH_BYTES,
            STATE_FLUSH_AGE,
            STATE_LOG_BYTES,
            STATE_BLOCK_CACHE,
            STATE_WRITE_BUFFERS,
            AUTH_KEY_FILE,
            AUTH_INSECURE_DEV,
            CLUSTER_FILE,
            CLUSTER_NODE,
            CLUSTER_JOIN,
            CLUSTER_ID,
            CLUSTER_REPAIR_AFTER,
            PEER_CERTIFICATES,
            PEER_PLAINTEXT,
            THREADS_LOOPS,
            THREADS_EVENT_LOOPS,
            LIMITS_CONNECTIONS,
            LIMITS_CONNECTIONS_PER_ADDRESS,
            LIMITS_HELLO_TIMEOUT,
            LIMITS_FRAME,
            LIMITS_FRAME_TIMEOUT,
            LIMITS_KEEPALIVE,
            LIMITS_SLOW_READER_BYTES,
            LIMITS_SLOW_READER_TIMEOUT,
            LIMITS_SEND_WINDOW_MESSAGES,
            LIMITS_SEND_WINDOW_BYTES,
            LIMITS_INBOX_MESSAGES,
            LIMITS_INBOX_BYTES,
            LIMITS_INBOX_AGE,
            LIMITS_OUTBOX_MESSAGES,
            LIMITS_DEVICES_PER_USER,
            LIMITS_DEVICE_ABSENCE,
            STOP_TIMEOUT,
            STOP_RECONNECT_AFTER,
            STOP_RECONNECT_JITTER,
            STOP_SUPERVISED);

    /** What each section is about. */
    static final Map<String, String> SECTIONS = sections();

    private static final Map<String, Setting> BY_KEY = byKey();

    private Settings() {}

    /** All settings, in the order of the reference file. */
    public static List<Setting> all() {
        return ALL;
    }

    /** The setting with this key, or null. */
    public static @Nullable Setting byKey(String key) {
        return BY_KEY.get(key);
    }

    private static Map<String, String> sections() {
        Map<String, String> sections = new LinkedHashMap<>();
        sections.put("listen", "Where clients connect.");
        sections.put("http", "Where operators look.");
        sections.put("admin", "Where operators ask and act, with a token.");
        sections.put("data", "What is kept, and how safely.");
        sections.put(
                "state", "How state trails from memory into RocksDB. For machines much smaller or larger than usual.");
        sections.put("auth", "Who may log in.");
        sections.put("cluster", "The cluster that the node is part of, if it is not alone.");
        sections.put("peer", "How nodes of a cluster speak to one another.");
        sections.put("threads", "How many threads do the work.");
        sections.put("limits", "What a client may use. Whoever goes beyond is told so by name.");
        sections.put("stop", "How the node stops.");
        return sections;
    }

    private static Map<String, Setting> byKey() {
        Map<String, Setting> map = new LinkedHashMap<>();
        for (Setting setting : ALL) {
            map.put(setting.key(), setting);
        }
        return map;
    }

    private static Setting number(String key, String standard, String min, String max, String doc) {
        return Setting.number(key, SettingKind.NUMBER, standard, min, max, doc);
    }

    private static Setting power(String key, String standard, String min, String max, String doc) {
        return Setting.number(key, SettingKind.POWER_OF_TWO, standard, min, max, doc);
    }

    private static Setting bytes(String key, String standard, String min, String max, String doc) {
        return Setting.number(key, SettingKind.BYTES, standard, min, max, doc);
    }

    private static Setting time(String key, String standard, String min, String max, String doc) {
        return Setting.number(key, SettingKind.DURATION, standard, min, max, doc);
    }
}
