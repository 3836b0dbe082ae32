/** Types of what others wrote, for `tools/build_assets.py --types`. Kept out of static/: browsers never ask for it. */

type MapLibre = typeof import("maplibre-gl");
type StreetGlMap = import("maplibre-gl").Map;
type GlMarker = import("maplibre-gl").Marker;
type GlStyle = import("maplibre-gl").StyleSpecification;
type GlLayer = import("maplibre-gl").LayerSpecification;
type GlExpression = import("maplibre-gl").ExpressionSpecification;
type GeoJsonSource = import("maplibre-gl").GeoJSONSource;
type ECharts = typeof import("echarts");
type Feature = import("geojson").Feature;
type Features = import("geojson").FeatureCollection;
type Geometry = import("geojson").Geometry;

interface Picked {
  kind: "case" | "grid";
  id: string;
  lon: number;
  lat: number;
  properties: Record<string, any>;
}

interface StreetMapOptions {
  library: string;
  worker: string;
  boundary?: string | Features;
  blocks?: string | Features;
  roads?: string | Features;
  grids?: string | Features;
  points?: string;
  centre?: [number, number];
  zoom?: number;
  list?: Element | null;
  selected?: string;
  attribution?: string;
  refreshSeconds?: number;
  pick?: { names: string[]; accuracy?: string } | null;
  onPick?: (picked: Picked) => void;
}
