// Generated from the migrations by `python -m tests.functions.generated_types`. Do not edit.
// deno-lint-ignore-file

export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
  "public": {
    Tables: {
      "api_tokens": {
        Row: {
          "created_at": string;
          "expires_at": string | null;
          "format": string;
          "game_mode": string;
          "last_used_at": string | null;
          "note": string | null;
          "permissions": (string)[];
          "revoked_at": string | null;
          "token_hash": string;
          "token_id": string;
          "token_tail": string;
          "usage_count": number;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "created_at"?: string;
          "expires_at"?: string | null;
          "format": string;
          "game_mode": string;
          "last_used_at"?: string | null;
          "note"?: string | null;
          "permissions": (string)[];
          "revoked_at"?: string | null;
          "token_hash": string;
          "token_id"?: string;
          "token_tail": string;
          "usage_count"?: number;
          "user_id": string;
        };
        Update: {
          "created_at"?: string;
          "expires_at"?: string | null;
          "format"?: string;
          "game_mode"?: string;
          "last_used_at"?: string | null;
          "note"?: string | null;
          "permissions"?: (string)[];
          "revoked_at"?: string | null;
          "token_hash"?: string;
          "token_id"?: string;
          "token_tail"?: string;
          "usage_count"?: number;
          "user_id"?: string;
        };
        Relationships: [];
      };
      "game_seasons": {
        Row: {
          "active": boolean;
          "ends_at": string | null;
          "name": string | null;
          "season": number;
          "starts_at": string | null;
        };
        ComputedFields: never;
        Insert: {
          "active"?: boolean;
          "ends_at"?: string | null;
          "name"?: string | null;
          "season": number;
          "starts_at"?: string | null;
        };
        Update: {
          "active"?: boolean;
          "ends_at"?: string | null;
          "name"?: string | null;
          "season"?: number;
          "starts_at"?: string | null;
        };
        Relationships: [];
      };
      "progress_archives": {
        Row: {
          "archive_id": string;
          "created_at": string;
          "display_name": string | null;
          "epoch": number;
          "game_mode": string;
          "level": number | null;
          "reason": string;
          "register_count": number;
          "registers": NonNullable<Json>;
          "season": number;
          "tasks_completed": number | null;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "archive_id"?: string;
          "created_at"?: string;
          "display_name"?: string | null;
          "epoch": number;
          "game_mode": string;
          "level"?: number | null;
          "reason": string;
          "register_count": number;
          "registers": NonNullable<Json>;
          "season": number;
          "tasks_completed"?: number | null;
          "user_id": string;
        };
        Update: {
          "archive_id"?: string;
          "created_at"?: string;
          "display_name"?: string | null;
          "epoch"?: number;
          "game_mode"?: string;
          "level"?: number | null;
          "reason"?: string;
          "register_count"?: number;
          "registers"?: NonNullable<Json>;
          "season"?: number;
          "tasks_completed"?: number | null;
          "user_id"?: string;
        };
        Relationships: [];
      };
      "progress_device_seqs": {
        Row: {
          "device_id": string;
          "game_mode": string;
          "last_seq": number;
          "season": number;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "device_id": string;
          "game_mode": string;
          "last_seq": number;
          "season": number;
          "user_id": string;
        };
        Update: {
          "device_id"?: string;
          "game_mode"?: string;
          "last_seq"?: number;
          "season"?: number;
          "user_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "progress_device_seqs_user_id_device_id_fkey";
            columns: ["user_id", "device_id"];
            isOneToOne: false;
            referencedRelation: "progress_devices";
            referencedColumns: ["user_id", "device_id"];
          },
        ];
      };
      "progress_devices": {
        Row: {
          "app_version": string | null;
          "created_at": string;
          "device_id": string;
          "last_seen_at": string;
          "name": string | null;
          "platform": string | null;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "app_version"?: string | null;
          "created_at"?: string;
          "device_id": string;
          "last_seen_at"?: string;
          "name"?: string | null;
          "platform"?: string | null;
          "user_id": string;
        };
        Update: {
          "app_version"?: string | null;
          "created_at"?: string;
          "device_id"?: string;
          "last_seen_at"?: string;
          "name"?: string | null;
          "platform"?: string | null;
          "user_id"?: string;
        };
        Relationships: [];
      };
      "progress_heads": {
        Row: {
          "budget_bytes": number;
          "clock_counter": number;
          "clock_ms": number;
          "epoch": number;
          "game_mode": string;
          "profile_hash": string | null;
          "register_count": number;
          "rev": number;
          "season": number;
          "updated_at": string;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "budget_bytes"?: number;
          "clock_counter"?: number;
          "clock_ms"?: number;
          "epoch"?: number;
          "game_mode": string;
          "profile_hash"?: string | null;
          "register_count"?: number;
          "rev"?: number;
          "season": number;
          "updated_at"?: string;
          "user_id": string;
        };
        Update: {
          "budget_bytes"?: number;
          "clock_counter"?: number;
          "clock_ms"?: number;
          "epoch"?: number;
          "game_mode"?: string;
          "profile_hash"?: string | null;
          "register_count"?: number;
          "rev"?: number;
          "season"?: number;
          "updated_at"?: string;
          "user_id"?: string;
        };
        Relationships: [];
      };
      "progress_registers": {
        Row: {
          "counter": number;
          "device_id": string | null;
          "game_mode": string;
          "ms": number;
          "node": string;
          "path": string;
          "rev": number;
          "season": number;
          "user_id": string;
          "value": NonNullable<Json>;
        };
        ComputedFields: never;
        Insert: {
          "counter": number;
          "device_id"?: string | null;
          "game_mode": string;
          "ms": number;
          "node": string;
          "path": string;
          "rev": number;
          "season": number;
          "user_id": string;
          "value": NonNullable<Json>;
        };
        Update: {
          "counter"?: number;
          "device_id"?: string | null;
          "game_mode"?: string;
          "ms"?: number;
          "node"?: string;
          "path"?: string;
          "rev"?: number;
          "season"?: number;
          "user_id"?: string;
          "value"?: NonNullable<Json>;
        };
        Relationships: [
          {
            foreignKeyName: "progress_registers_user_id_game_mode_season_fkey";
            columns: ["user_id", "game_mode", "season"];
            isOneToOne: false;
            referencedRelation: "progress_heads";
            referencedColumns: ["user_id", "game_mode", "season"];
          },
        ];
      };
      "team_events": {
        Row: {
          "actor": string | null;
          "created_at": string;
          "data": NonNullable<Json>;
          "event_id": number;
          "event_type": string;
          "target": string | null;
          "team_id": string;
        };
        ComputedFields: never;
        Insert: {
          "actor"?: string | null;
          "created_at"?: string;
          "data"?: NonNullable<Json>;
          "event_id"?: never;
          "event_type": string;
          "target"?: string | null;
          "team_id": string;
        };
        Update: {
          "actor"?: string | null;
          "created_at"?: string;
          "data"?: NonNullable<Json>;
          "event_id"?: never;
          "event_type"?: string;
          "target"?: string | null;
          "team_id"?: string;
        };
        Relationships: [];
      };
      "team_memberships": {
        Row: {
          "game_mode": string;
          "joined_at": string;
          "role": string;
          "status_kind": string;
          "status_map": string | null;
          "status_note": string | null;
          "status_until": string | null;
          "team_id": string;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "game_mode": string;
          "joined_at"?: string;
          "role": string;
          "status_kind"?: string;
          "status_map"?: string | null;
          "status_note"?: string | null;
          "status_until"?: string | null;
          "team_id": string;
          "user_id": string;
        };
        Update: {
          "game_mode"?: string;
          "joined_at"?: string;
          "role"?: string;
          "status_kind"?: string;
          "status_map"?: string | null;
          "status_note"?: string | null;
          "status_until"?: string | null;
          "team_id"?: string;
          "user_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "team_memberships_team_id_game_mode_fkey";
            columns: ["team_id", "game_mode"];
            isOneToOne: false;
            referencedRelation: "teams";
            referencedColumns: ["id", "game_mode"];
          },
        ];
      };
      "teams": {
        Row: {
          "channel_gen": number;
          "created_at": string;
          "game_mode": string;
          "id": string;
          "max_members": number;
          "name": string;
          "owner_id": string;
          "updated_at": string;
        };
        ComputedFields: never;
        Insert: {
          "channel_gen"?: number;
          "created_at"?: string;
          "game_mode": string;
          "id"?: string;
          "max_members"?: number;
          "name": string;
          "owner_id": string;
          "updated_at"?: string;
        };
        Update: {
          "channel_gen"?: number;
          "created_at"?: string;
          "game_mode"?: string;
          "id"?: string;
          "max_members"?: number;
          "name"?: string;
          "owner_id"?: string;
          "updated_at"?: string;
        };
        Relationships: [];
      };
      "user_preferences": {
        Row: {
          "extra": NonNullable<Json>;
          "items_hide_non_fir": boolean | null;
          "items_team_hide_all": boolean | null;
          "items_team_hide_hideout": boolean | null;
          "items_team_hide_non_fir": boolean | null;
          "map_team_hide_all": boolean | null;
          "needed_items_group_by_item": boolean | null;
          "needed_items_hide_non_fir_special_equipment": boolean | null;
          "needed_items_kappa_only": boolean | null;
          "planner_include_mates": string | null;
          "show_blocked_tasks": boolean | null;
          "show_ignored_tasks": boolean | null;
          "show_kappa_tasks": boolean | null;
          "show_lightkeeper_tasks": boolean | null;
          "show_other_tasks": boolean | null;
          "streamer_mode": boolean | null;
          "task_shared_by_all_only": boolean | null;
          "task_sort_direction": string | null;
          "task_sort_mode": string | null;
          "task_team_hide_all": boolean | null;
          "team_hide": Json | null;
          "updated_at": string;
          "use_automatic_level_calculation": boolean | null;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "extra"?: NonNullable<Json>;
          "items_hide_non_fir"?: boolean | null;
          "items_team_hide_all"?: boolean | null;
          "items_team_hide_hideout"?: boolean | null;
          "items_team_hide_non_fir"?: boolean | null;
          "map_team_hide_all"?: boolean | null;
          "needed_items_group_by_item"?: boolean | null;
          "needed_items_hide_non_fir_special_equipment"?: boolean | null;
          "needed_items_kappa_only"?: boolean | null;
          "planner_include_mates"?: string | null;
          "show_blocked_tasks"?: boolean | null;
          "show_ignored_tasks"?: boolean | null;
          "show_kappa_tasks"?: boolean | null;
          "show_lightkeeper_tasks"?: boolean | null;
          "show_other_tasks"?: boolean | null;
          "streamer_mode"?: boolean | null;
          "task_shared_by_all_only"?: boolean | null;
          "task_sort_direction"?: string | null;
          "task_sort_mode"?: string | null;
          "task_team_hide_all"?: boolean | null;
          "team_hide"?: Json | null;
          "updated_at"?: string;
          "use_automatic_level_calculation"?: boolean | null;
          "user_id": string;
        };
        Update: {
          "extra"?: NonNullable<Json>;
          "items_hide_non_fir"?: boolean | null;
          "items_team_hide_all"?: boolean | null;
          "items_team_hide_hideout"?: boolean | null;
          "items_team_hide_non_fir"?: boolean | null;
          "map_team_hide_all"?: boolean | null;
          "needed_items_group_by_item"?: boolean | null;
          "needed_items_hide_non_fir_special_equipment"?: boolean | null;
          "needed_items_kappa_only"?: boolean | null;
          "planner_include_mates"?: string | null;
          "show_blocked_tasks"?: boolean | null;
          "show_ignored_tasks"?: boolean | null;
          "show_kappa_tasks"?: boolean | null;
          "show_lightkeeper_tasks"?: boolean | null;
          "show_other_tasks"?: boolean | null;
          "streamer_mode"?: boolean | null;
          "task_shared_by_all_only"?: boolean | null;
          "task_sort_direction"?: string | null;
          "task_sort_mode"?: string | null;
          "task_team_hide_all"?: boolean | null;
          "team_hide"?: Json | null;
          "updated_at"?: string;
          "use_automatic_level_calculation"?: boolean | null;
          "user_id"?: string;
        };
        Relationships: [];
      };
      "user_progress": {
        Row: {
          "created_at": string;
          "current_game_mode": string;
          "game_edition": number;
          "pve_data": NonNullable<Json>;
          "pvp_data": NonNullable<Json>;
          "seasonal_data": NonNullable<Json>;
          "updated_at": string;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "created_at"?: string;
          "current_game_mode"?: string;
          "game_edition"?: number;
          "pve_data"?: NonNullable<Json>;
          "pvp_data"?: NonNullable<Json>;
          "seasonal_data"?: NonNullable<Json>;
          "updated_at"?: string;
          "user_id": string;
        };
        Update: {
          "created_at"?: string;
          "current_game_mode"?: string;
          "game_edition"?: number;
          "pve_data"?: NonNullable<Json>;
          "pvp_data"?: NonNullable<Json>;
          "seasonal_data"?: NonNullable<Json>;
          "updated_at"?: string;
          "user_id"?: string;
        };
        Relationships: [];
      };
      "user_system": {
        Row: {
          "pve_team_id": string | null;
          "pvp_team_id": string | null;
          "seasonal_team_id": string | null;
          "updated_at": string;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "pve_team_id"?: string | null;
          "pvp_team_id"?: string | null;
          "seasonal_team_id"?: string | null;
          "updated_at"?: string;
          "user_id": string;
        };
        Update: {
          "pve_team_id"?: string | null;
          "pvp_team_id"?: string | null;
          "seasonal_team_id"?: string | null;
          "updated_at"?: string;
          "user_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "user_system_pve_team_id_fkey";
            columns: ["pve_team_id"];
            isOneToOne: false;
            referencedRelation: "teams";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "user_system_pvp_team_id_fkey";
            columns: ["pvp_team_id"];
            isOneToOne: false;
            referencedRelation: "teams";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "user_system_seasonal_team_id_fkey";
            columns: ["seasonal_team_id"];
            isOneToOne: false;
            referencedRelation: "teams";
            referencedColumns: ["id"];
          },
        ];
      };
    };
    Views: {
      [_ in never]: never;
    };
    Functions: {
      "account_delete": { Args: { "p_confirm": string }; Returns: Json };
      "account_delete_finish": { Args: { "p_user": string }; Returns: Json };
      "account_deletion_due": { Args: { "p_limit": number }; Returns: Json };
      "api_read": { Args: { "p_token": string }; Returns: Json };
      "api_team_read": { Args: { "p_token": string }; Returns: Json };
      "api_write": { Args: { "p_changes": Json; "p_token": string }; Returns: Json };
      "apply_progress_ops": {
        Args: {
          "p_base_seq": number;
          "p_device": string;
          "p_device_info"?: Json;
          "p_epoch": number;
          "p_mode": string;
          "p_ops": Json;
          "p_season": number;
        };
        Returns: Json;
      };
      "archive_delete": { Args: { "p_archive": string }; Returns: Json };
      "archive_get": { Args: { "p_archive": string }; Returns: Json };
      "archives_list": { Args: { "p_mode": string }; Returns: Json };
      "catalog_load": { Args: { "p_ids": Json }; Returns: Json };
      "device_forget": { Args: { "p_device": string }; Returns: Json };
      "device_list": { Args: Record<PropertyKey, never>; Returns: Json };
      "progress_status": { Args: Record<PropertyKey, never>; Returns: Json };
      "pull_progress": {
        Args: {
          "p_after"?: string;
          "p_digest"?: boolean;
          "p_epoch": number;
          "p_limit"?: number;
          "p_mode": string;
          "p_season": number;
          "p_since": number;
        };
        Returns: Json;
      };
      "run_cleanup": { Args: { "p_batch": number }; Returns: Json };
      "season_activate": { Args: { "p_season": number }; Returns: Json };
      "set_member_status": {
        Args: { "p_kind": string; "p_map"?: string; "p_note"?: string; "p_team": string; "p_until"?: string };
        Returns: Json;
      };
      "team_create": {
        Args: { "p_key"?: string; "p_max_members"?: number; "p_mode": string; "p_name": string };
        Returns: Json;
      };
      "team_invite": { Args: { "p_team": string }; Returns: Json };
      "team_join": { Args: { "p_code": string; "p_team": string }; Returns: Json };
      "team_kick": { Args: { "p_member": string; "p_team": string }; Returns: Json };
      "team_leave": {
        Args: { "p_disband"?: boolean; "p_team": string; "p_transfer_to"?: string };
        Returns: Json;
      };
      "team_members": { Args: { "p_team": string }; Returns: Json };
      "team_progress": { Args: { "p_team": string }; Returns: Json };
      "team_rename": { Args: { "p_name": string; "p_team": string }; Returns: Json };
      "team_rotate_code": { Args: { "p_key"?: string; "p_team": string }; Returns: Json };
      "team_transfer": { Args: { "p_team": string; "p_to": string }; Returns: Json };
      "token_authenticate": { Args: { "p_hash": string }; Returns: Json };
      "token_create": {
        Args: {
          "p_expires_at": string;
          "p_format"?: string;
          "p_key"?: string;
          "p_mode": string;
          "p_note": string;
          "p_permissions": (string)[];
        };
        Returns: Json;
      };
      "token_list": { Args: Record<PropertyKey, never>; Returns: Json };
      "token_revoke": { Args: { "p_token": string }; Returns: Json };
    };
    Enums: {
      [_ in never]: never;
    };
    CompositeTypes: {
      [_ in never]: never;
    };
  };
};

type DatabaseWithoutInternals = Omit<Database, "__InternalSupabase">;

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "public">];

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof (
      & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
      & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"]
    )
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals } ? (
    & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"]
  )[TableName] extends {
    Row: infer R;
  } ? R
  : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    ? (DefaultSchema["Tables"] & DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
      Row: infer R;
    } ? R
    : never
  : never;

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
    Insert: infer I;
  } ? I
  : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Insert: infer I;
    } ? I
    : never
  : never;

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
    Update: infer U;
  } ? U
  : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Update: infer U;
    } ? U
    : never
  : never;

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    | keyof DefaultSchema["Enums"]
    | { schema: keyof DatabaseWithoutInternals },
  EnumName extends DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never = never,
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
    ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
  : never;

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema["CompositeTypes"]
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never = never,
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
    ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
  : never;

export const Constants = {
  "public": {
    Enums: {},
  },
} as const;
